import { MAGIC, registers, VERSION } from '../../spec/virtio-mmio.js';
import type { RecordedEvent } from './event.js';
import type { ValueClaim } from './step.js';

type Write = Extract<RecordedEvent, { readonly kind: 'write' }>;

interface Following {
  /** The next write to a register after this event, if any. */
  readonly nextWrite: (offset: number) => Write | undefined;
}

type ClaimOf = (following: Following) => ValueClaim | undefined;

/** A claim from what the driver wrote to a register afterwards. */
const fromNextWrite =
  (offset: number, claim: (write: Write) => Omit<ValueClaim, 'because'> | undefined, because: string): ClaimOf =>
  ({ nextWrite }) => {
    const write = nextWrite(offset);
    const found = write === undefined ? undefined : claim(write);
    return write === undefined || found === undefined
      ? undefined
      : { ...found, because: `${because}: line ${write.line}` };
  };

/**
 * What Linux's later behaviour tells about the value of a read, by register. Source: `drivers/virtio/virtio_mmio.c`,
 * `vm_interrupt`, `vm_setup_vq`, `virtio_mmio_probe`, and `virtio_add_status` in `drivers/virtio/virtio.c`.
 */
const claimOfRead: ReadonlyMap<number, ClaimOf> = new Map<number, ClaimOf>([
  [registers.MagicValue.offset, () => ({ relation: 'is', value: MAGIC, because: 'the driver goes on' })],
  [registers.Version.offset, () => ({ relation: 'is', value: VERSION, because: 'the driver goes on' })],
  [registers.DeviceID.offset, () => ({ relation: 'isNot', value: 0, because: 'the driver goes on' })],
  [
    registers.InterruptStatus.offset,
    fromNextWrite(
      registers.InterruptACK.offset,
      ({ value }) => ({ relation: 'is', value }),
      'the driver writes to InterruptACK what it read',
    ),
  ],
  [
    registers.Status.offset,
    fromNextWrite(
      registers.Status.offset,
      ({ value }) => (value === 0 ? undefined : { relation: 'isWithin', value }),
      'the driver adds to the Status that it read',
    ),
  ],
  [
    registers.QueueReady.offset,
    fromNextWrite(
      registers.QueueReady.offset,
      ({ value }) => (value === 1 ? { relation: 'is', value: 0 } : undefined),
      'the driver sets up only a queue that is not ready',
    ),
  ],
  [
    registers.QueueSizeMax.offset,
    fromNextWrite(
      registers.QueueSize.offset,
      ({ value }) => ({ relation: 'isAtLeast', value }),
      'the driver takes a size that the device has',
    ),
  ],
]);

/** What the events after a read tell about its value; undefined when they tell nothing. */
export function claimAboutRead(events: readonly RecordedEvent[], index: number): ValueClaim | undefined {
  const event = events[index];
  if (event?.kind !== 'read') return undefined;
  const nextWrite = (offset: number): Write | undefined => {
    for (let later = index + 1; later < events.length; later += 1) {
      const candidate = events[later];
      if (candidate?.kind === 'write' && candidate.offset === offset) return candidate;
    }
    return undefined;
  };
  return claimOfRead.get(event.offset)?.({ nextWrite });
}

/** Whether a value is what a claim says. */
export function holds({ relation, value: claimed }: ValueClaim, value: number): boolean {
  switch (relation) {
    case 'is':
      return value === claimed;
    case 'isNot':
      return value !== claimed;
    case 'isAtLeast':
      return value >= claimed;
    case 'isWithin':
      return (value & ~claimed) === 0;
  }
}
