import * as fc from 'fast-check';
import { kvmGic, type GicAction, type GicBehaviour, type GicConfig } from '../../model/index.js';
import { LIST_REGISTERS } from './in-flight.js';

/** Actions on a GIC of this configuration. */
export interface GicRun {
  readonly config: GicConfig;
  readonly actions: readonly GicAction[];
}

/**
 * KVM’s vGICv3 where a reset is a new VM, since it has no reset of its own: the wires into it are low. The list registers
 * are those of the emulated host, and KVM does with them what it did until 2025-11.
 */
export const kvmInNewVm: GicBehaviour = {
  ...kvmGic,
  lineOnReset: 'forgotten',
  listRegisters: { count: LIST_REGISTERS, tracksOverflow: false },
};

/** Sizes that KVM can make; small ones, since each register costs a call. */
export const kvmConfig: fc.Arbitrary<GicConfig> = fc.record({
  peCount: fc.constantFrom(1, 1, 2, 3, 4),
  spiCount: fc.constantFrom(32, 32, 32, 64, 96),
  behaviour: fc.constant(kvmInNewVm),
});
