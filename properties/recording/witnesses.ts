import { CONFIG, registers } from '../../spec/virtio-mmio.js';
import type { Recording } from './event.js';
import type { RecordedStep } from './step.js';

/** Counts that show what a recording put to the test. */
export interface RecordingWitnesses {
  readonly accesses: number;
  /** Movements of the line, all compared. */
  readonly drives: number;
  /** Values of reads that the recording tells, all compared. */
  readonly valuesShown: number;
  readonly resets: number;
  readonly usedBuffers: number;
  readonly configurationChanges: number;
  readonly interruptsTaken: number;
  /** Interrupts whose InterruptACK has bit 1 (CONFIG). */
  readonly configurationInterrupts: number;
  /** How often each value was written to InterruptACK. */
  readonly acknowledged: Readonly<Record<number, number>>;
  /** Events that came between the handler's read of InterruptStatus and its InterruptACK. */
  readonly eventsInsideTheWindow: number;
  readonly emptyTransports: number;
}

/** Counts what a recording shows. */
export function countWitnesses(recording: Recording, steps: readonly RecordedStep[]): RecordingWitnesses {
  const count = (is: (step: RecordedStep) => boolean): number => steps.filter(is).length;
  const masks = steps.flatMap(({ move }) => (move?.kind === 'ack' ? move.mask : []));
  return {
    accesses: count(({ event }) => event.kind === 'read' || event.kind === 'write'),
    drives: steps.reduce((sum, { claims }) => sum + (claims.signals?.length ?? 0), 0),
    valuesShown: count(({ claims }) => claims.value !== undefined),
    resets: count(
      ({ action }) => action?.kind === 'write' && action.offset === registers.Status.offset && action.value === 0,
    ),
    usedBuffers: count(({ action }) => action?.kind === 'usedBuffers'),
    configurationChanges: count(({ action }) => action?.kind === 'configChange'),
    interruptsTaken: count(({ move }) => move?.kind === 'take'),
    configurationInterrupts: masks.filter((mask) => (mask & CONFIG) !== 0).length,
    acknowledged: Object.fromEntries(
      [...new Set(masks)].map((mask) => [mask, masks.filter((other) => other === mask).length]),
    ),
    eventsInsideTheWindow: countInsideWindow(steps),
    emptyTransports: recording.emptyTransports,
  };
}

function countInsideWindow(steps: readonly RecordedStep[]): number {
  let isInside = false;
  let events = 0;
  for (const { move, action } of steps) {
    if (move !== null) isInside = move.kind === 'read';
    if (isInside && (action?.kind === 'usedBuffers' || action?.kind === 'configChange')) events += 1;
  }
  return events;
}
