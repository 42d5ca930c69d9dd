import { match } from 'ts-pattern';
import type { GicAction } from '../../model/index.js';

/** What userspace assigned to a CPU interface, bits that are not implemented included. */
export interface RawRegisters {
  readonly ICC_PMR_EL1: number;
  readonly ICC_BPR1_EL1: number;
}

type Raw = readonly RawRegisters[];

/** Of a vCPU that was never loaded: `vgic_vmcr` is zero (arch/arm64/kvm/vgic/vgic-v3.c, vgic_v3_enable). */
const fresh: RawRegisters = { ICC_PMR_EL1: 0, ICC_BPR1_EL1: 0 };

/**
 * What each vCPU's registers read as while no vCPU has run: what was last assigned, by itself or with a saved state.
 * @param history - all that was done since the VM was made
 */
export function rawRegisters(peCount: number, history: readonly GicAction[]): Raw {
  const reset = Array.from({ length: peCount }, () => fresh);
  let [now, saved]: [Raw, Raw | undefined] = [reset, undefined];
  for (const action of history) {
    if (action.kind === 'save') saved = now;
    now = match(action)
      .with({ kind: 'writePriorityMask' }, ({ pe, value }) => now.with(pe, { ...at(now, pe), ICC_PMR_EL1: value }))
      .with({ kind: 'writeBinaryPoint' }, ({ pe, value }) => now.with(pe, { ...at(now, pe), ICC_BPR1_EL1: value }))
      .with({ kind: 'reset' }, () => reset)
      .with({ kind: 'restore' }, () => saved ?? now)
      .otherwise(() => now);
  }
  return now;
}

const at = (raw: Raw, pe: number): RawRegisters => raw[pe] ?? fresh;
