import type { GicAction, MmioAccess } from '../../model/index.js';

/** Something that QEMU's GICv3 is known to do otherwise than one would expect, with a run that shows it. */
export interface QemuDocumented {
  readonly id: string;
  /** What one would expect: what the architecture allows of a quirk, what the model does at a divergence. */
  readonly expected: string;
  readonly qemu: string;
  /** Why: the source file or document. */
  readonly why: string;
  /** The versions of QEMU, by their first two parts, on which the trace shows it. */
  readonly seenOn: readonly string[];
  readonly losesInterrupts: boolean;
  /** As short as it can be: its last action shows it. */
  readonly trace: readonly GicAction[];
}

/** What most have in common. */
export const inQemu = { seenOn: ['7.2'] } as const;

/** PE 0 reads a word. */
export const readWord = (frame: MmioAccess['frame'], offset: number): GicAction => ({
  kind: 'mmioRead',
  frame,
  pe: 0,
  offset,
  width: 4,
});

export const readTyper: GicAction = readWord('distributor', 0x4);
