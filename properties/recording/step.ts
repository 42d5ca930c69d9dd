import type { DeviceAction, DeviceView, Signal } from '../../model/index.js';
import type { RecordedEvent } from './event.js';

/** What a recording tells about a value that a read gave, though the trace does not print it. */
export interface ValueClaim {
  readonly relation: 'is' | 'isNot' | 'isAtLeast' | 'isWithin';
  readonly value: number;
  /** How the recording shows it. */
  readonly because: string;
}

/** What a recording shows of one step, for a device that delivers by level as the recorded one did. */
export interface Claims {
  readonly value?: ValueClaim;
  /** What the line did. */
  readonly signals?: readonly Signal[];
  /** The queue that the device is told to look at. */
  readonly notified?: number;
  readonly view?: Partial<DeviceView>;
}

/** What the driver does in the interrupt handler, as the GIC and the registers see it. */
export type HandlerMove =
  | { readonly kind: 'take'; readonly cpu: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'ack'; readonly mask: number }
  | { readonly kind: 'end'; readonly cpu: number };

/** One step of the recorded run: an event with the line movements that it caused. */
export interface RecordedStep {
  /** Lines of the file: the event's, and those of the line movements and Status reports that belong to it. */
  readonly lines: readonly [line: number, ...more: number[]];
  /** What happens, for people. */
  readonly what: string;
  readonly event: RecordedEvent;
  /** What it is for the device; null for what only the GIC sees. */
  readonly action: DeviceAction | null;
  readonly move: HandlerMove | null;
  readonly claims: Claims;
}
