import type { DeviceChoices, DeviceConfig } from '../../model/index.js';
import { CONFIG_OFFSET, registers } from '../../spec/virtio-mmio.js';
import type { RecordedEvent, Recording } from './event.js';

/** What QEMU's transport chooses where VIRTIO leaves a choice, or where it goes its own way. */
export const qemuChoices: DeviceChoices = {
  ackGate: 'none',
  ackWidth: 32,
  /**
   * `virtio_notify_config` sets bit 0 together with bit 1, so a configuration change is announced as used buffers and a
   * configuration change, in one signal. N1 asks for bit 1 alone; a driver has to survive the other (N17).
   */
  configEventSets: 3,
  /** `virtio_mmio_update_irq` drives the line to InterruptStatus != 0 at every event, InterruptACK and reset. */
  signal: 'level',
};

/**
 * A device like the recorded one: what the trace does not print is the least that the driver's writes need. It offers
 * the features that the driver accepted, has the queues that it set up, of the sizes that it chose, and a configuration
 * space that is just long enough, all zeros.
 * @param deviceId - VIRTIO section 5, when known; any number but 0 will do
 */
export function describeDevice(recording: Recording, deviceId: number): DeviceConfig {
  return {
    deviceId,
    vendorId: 0,
    features: acceptedFeatures(recording.events),
    queueSizeMax: queueSizes(recording.events),
    config: Array.from({ length: configLength(recording.events) }, () => 0),
    configWritable: true,
    choices: qemuChoices,
  };
}

/**
 * Bytes of an access of the driver. The trace does not tell: control registers are 32 bits wide (4.2.2.2), and a field
 * of the configuration space is taken to be as wide as its alignment and the next field that is accessed allow.
 */
export function accessWidths(recording: Recording): (offset: number) => number {
  const fields = [...configOffsets(recording.events)].sort((left, right) => left - right);
  return (offset) => {
    if (offset < CONFIG_OFFSET) return 4;
    const next = fields.find((other) => other > offset) ?? Infinity;
    return [4, 2, 1].find((width) => offset % width === 0 && offset + width <= next) ?? 1;
  };
}

function configOffsets(events: readonly RecordedEvent[]): ReadonlySet<number> {
  return new Set(
    events.flatMap((event) =>
      (event.kind === 'read' || event.kind === 'write') && event.offset >= CONFIG_OFFSET ? event.offset : [],
    ),
  );
}

/** Every field is four bytes at most. */
function configLength(events: readonly RecordedEvent[]): number {
  const last = Math.max(...configOffsets(events));
  return last === -Infinity ? 0 : last - CONFIG_OFFSET + 4;
}

function acceptedFeatures(events: readonly RecordedEvent[]): readonly [low: number, high: number] {
  const pages = writesBySelector(events, registers.DriverFeaturesSel.offset, registers.DriverFeatures.offset);
  return [pages.get(0) ?? 0, pages.get(1) ?? 0];
}

function queueSizes(events: readonly RecordedEvent[]): readonly number[] {
  const sizes = writesBySelector(events, registers.QueueSel.offset, registers.QueueSize.offset);
  const count = Math.max(-1, ...sizes.keys()) + 1;
  return Array.from({ length: count }, (_, index) => sizes.get(index) ?? 0);
}

/** The largest value written to a register, for each value of the register that selects its page. */
function writesBySelector(
  events: readonly RecordedEvent[],
  selector: number,
  register: number,
): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  let selected = 0;
  for (const event of events) {
    if (event.kind !== 'write') continue;
    if (event.offset === selector) selected = event.value;
    if (event.offset === register) values.set(selected, Math.max(values.get(selected) ?? 0, event.value));
  }
  return values;
}
