import { IrqlineError } from '../../spec/errors.js';
import { registers } from '../../spec/virtio-mmio.js';
import type { RecordedEvent, Recording } from './event.js';
import { parseTraceLines, type TraceLine } from './trace-lines.js';

const { MagicValue, Version, DeviceID, InterruptStatus } = registers;

/** What Linux reads of every transport at boot, before it leaves an empty one alone (`virtio_mmio_probe`). */
const PROBE = [MagicValue.offset, Version.offset, DeviceID.offset];

/**
 * Reads what one virtio-MMIO device and its driver did from a QEMU trace.
 *
 * The trace does not say which transport an access goes to. Linux probes them all, and an empty one gets only the three
 * reads of {@link PROBE}: so all such triples but the last belong to others, and the rest of the file to the one device.
 * Interrupts of other devices (the timer) are left out: the device's own is the one whose handler reads InterruptStatus.
 *
 * @throws IrqlineError RECORDING_NOT_UNDERSTOOD, RECORDING_OF_MANY or RECORDING_WITHOUT_DEVICE
 */
export function readRecording(text: string): Recording {
  const lines = parseTraceLines(text);
  requireOneDevice(lines);
  const events = lines.map(({ event }) => event);
  const probes = probeStarts(events);
  const skipped = new Set(probes.slice(0, -1).flatMap((start) => [start, start + 1, start + 2]));
  const ours = events.filter((_, index) => !skipped.has(index));
  if (!ours.some(({ kind }) => kind === 'write')) {
    throw new IrqlineError('RECORDING_WITHOUT_DEVICE', `${events.length} events, and the driver writes no register`);
  }
  const intId = interruptOf(ours);
  return {
    events: ours.filter((event) => !isGicEvent(event) || event.intId === intId),
    emptyTransports: Math.max(probes.length - 1, 0),
    intId,
  };
}

function requireOneDevice(lines: readonly TraceLine[]): void {
  const devices = new Set(lines.flatMap(({ device }) => device ?? []));
  if (devices.size > 1) throw new IrqlineError('RECORDING_OF_MANY', `${devices.size} devices notify in it`);
}

/** Indices at which three accesses in a row are a probe; what QEMU does by itself in between does not count. */
function probeStarts(events: readonly RecordedEvent[]): readonly number[] {
  return events.flatMap((_, start) =>
    PROBE.every((offset, index) => {
      const event = events[start + index];
      return event?.kind === 'read' && event.offset === offset;
    })
      ? [start]
      : [],
  );
}

type GicEvent = Extract<RecordedEvent, { readonly kind: 'acknowledge' | 'endOfInterrupt' }>;

function isGicEvent(event: RecordedEvent): event is GicEvent {
  return event.kind === 'acknowledge' || event.kind === 'endOfInterrupt';
}

/** The INTID whose handler reads InterruptStatus: the one that was acknowledged last before most such reads. */
function interruptOf(events: readonly RecordedEvent[]): number | null {
  const handlers = new Map<number, number>();
  let acknowledged: number | null = null;
  for (const event of events) {
    if (event.kind === 'acknowledge') acknowledged = event.intId;
    const isHandler = event.kind === 'read' && event.offset === InterruptStatus.offset;
    if (isHandler && acknowledged !== null) handlers.set(acknowledged, (handlers.get(acknowledged) ?? 0) + 1);
  }
  const [commonest] = [...handlers].sort(([, left], [, right]) => right - left);
  return commonest?.[0] ?? null;
}
