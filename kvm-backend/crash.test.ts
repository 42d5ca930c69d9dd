import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { profiles, qemuGic, type GicAction } from '../model/index.js';
import { kvmInNewVm } from '../properties/kvm/new-vm.js';
import { rigOf } from '../properties/delivery/rig.js';
import { IrqlineError } from '../spec/errors.js';
import { actOn } from './delivery/act.js';
import { runFreelyOn, runOn } from './guest/run.js';
import type { QemuMachines } from './qemu/machines.js';
import { playOn } from './qemu/subject.js';
import type { Kvm } from './vm/kvm.js';

type Raise = () => never;

const reset: GicAction = { kind: 'reset' };
const config = { peCount: 1, spiCount: 32 };
const ofKvm = { config: { ...config, behaviour: kvmInNewVm }, actions: [reset] };
const ofQemu = { config: { ...config, behaviour: qemuGic }, actions: [reset] };

/** Whoever has a subject elsewhere make runs, with one that does not come through the first. */
const players: Readonly<Record<string, (raise: Raise) => unknown>> = {
  'KVM, step by step': (raise) => runOn({ apply: raise, observe: raise, close: () => undefined }, [reset]),
  'KVM, with vCPUs in the guest': (raise) => runFreelyOn({ createVm: raise } as unknown as Kvm, ofKvm),
  'KVM, behind a device': (raise) => {
    const [profile = assert.fail()] = profiles();
    const steps = [{ process: 0, action: { kind: 'publish', bit: 1 } }] as const;
    return actOn({ ...rigOf(profile), viewSpi: raise }, { profile, threads: 1, steps });
  },
  QEMU: (raise) => {
    const manned = { machine: { reset: async () => Promise.resolve().then(raise) } };
    return playOn({ ofSize: () => Promise.resolve(manned) } as unknown as QemuMachines, ofQemu);
  },
};

const throwing =
  (error: Error): Raise =>
  () => {
    throw error;
  };

describe('a run that cannot go on', () => {
  for (const [player, play] of Object.entries(players)) {
    it(`tells what the subject refused: ${player}`, async () => {
      const refusal = new IrqlineError('KVM_GUEST_FAULT', 'PE 0 stopped');
      const { crash } = (await play(throwing(refusal))) as { readonly crash?: string };
      assert.equal(crash, refusal.message);
    });

    it(`is no run when the fault is ours: ${player}`, async () => {
      for (const bug of [new TypeError('a bug'), new IrqlineError('KVM_HOST_REFUSED', 'INTERNAL: a bug there')]) {
        await assert.rejects(async () => play(throwing(bug)), bug);
      }
    });
  }
});
