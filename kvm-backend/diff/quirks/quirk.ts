import { architectureGic, kvmGic, type GicAction, type GicBehaviour } from '../../../model/index.js';
import type { RunRequest } from '../../guest/run.js';
import { runOf, type Documented } from '../documented.js';

/**
 * Where KVM departs from the architecture or fills in what it leaves open, and the model follows it: by a parameter, or
 * by an action of its own for what only userspace can do. Or what it does as one would expect, where that was in doubt.
 */
export interface Quirk extends Documented {
  /**
   * `departure`: other than the architecture, or the register that userspace reads and writes, would have it. `choice`:
   * the architecture leaves it open. `agreement`: as expected, and a reader of KVM's source may doubt it.
   */
  readonly kind: 'departure' | 'choice' | 'agreement';
  /**
   * What makes the model do what one would expect instead, or of an agreement, what it is told apart from: the last action
   * of the trace then shows another thing.
   */
  readonly contrast: Contrast;
  /** Whether it was predicted from reading the source, before a run showed it. */
  readonly wasPredicted: boolean;
}

/** Other choices of the GIC, or another trace. */
type Contrast = { readonly behaviour: Partial<GicBehaviour> } | { readonly trace: readonly GicAction[] };

/** The architecture's choice in one respect. */
export const architecture = (parameter: keyof GicBehaviour): Contrast => ({
  behaviour: { [parameter]: architectureGic[parameter] },
});

/** What one would expect to see, as a run of the model. */
export function expectedRun(quirk: Quirk): RunRequest {
  const { config, actions } = runOf(quirk);
  if ('trace' in quirk.contrast) return { config, actions: quirk.contrast.trace };
  const { tieBreak } = kvmGic;
  return { config: { ...config, behaviour: { ...config.behaviour, ...quirk.contrast.behaviour, tieBreak } }, actions };
}

/** What most quirks have in common: KVM's code decides, and both kernels have it. */
export const inKernel = { seenOn: ['6.1', '6.12'], decidedBy: 'kernel' } as const;
