import type { Profile } from './profile.js';

/** A set of InterruptStatus bits (VIRTIO 1.3, 4.2.2): 0 to 3. */
export type Bits = number;

/** The device used buffers in a virtqueue. */
export const VRING = 1;
/** The device's configuration changed. */
export const CONFIG = 2;

/** What device threads and driver share. */
export interface Shared {
  /** Events that happened and are not yet serviced. */
  readonly work: Bits;
  /** InterruptStatus. */
  readonly status: Bits;
  /** The wire's level. */
  readonly line: boolean;
  /** The GIC's memory of an edge. */
  readonly latch: boolean;
}

/** No event yet, everything low. */
export const quiet: Shared = { work: 0, status: 0, line: false, latch: false };

const anyBits: readonly Bits[] = [0, VRING, CONFIG, VRING | CONFIG];
const anyLevel = [false, true];

/** Every value that the shared part can take. */
export const everyShared: readonly Shared[] = anyBits.flatMap((work) =>
  anyBits.flatMap((status) =>
    anyLevel.flatMap((line) => anyLevel.map((latch): Shared => ({ work, status, line, latch }))),
  ),
);

/** Drives the line high: on an edge-triggered line, an edge as the detector sees it is latched. */
export function assertLine({ trigger, detector }: Pick<Profile, 'trigger' | 'detector'>, shared: Shared): Shared {
  const isEdge = trigger === 'edge' && (detector === 'assert' || !shared.line);
  return { ...shared, line: true, latch: shared.latch || isEdge };
}

/** Drives the line low. What is latched stays latched. */
export const deassertLine = (shared: Shared): Shared => ({ ...shared, line: false });

/** Drives the line to a level. */
export const driveLine = (profile: Pick<Profile, 'trigger' | 'detector'>, shared: Shared, level: boolean): Shared =>
  level ? assertLine(profile, shared) : deassertLine(shared);

/** Whether the interrupt is pending: latched, or level-triggered with the line high. */
export const isPending = ({ trigger }: Pick<Profile, 'trigger'>, { latch, line }: Shared): boolean =>
  latch || (trigger === 'level' && line);
