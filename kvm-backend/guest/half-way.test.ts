import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { spiFromIntId } from '../../impl/index.js';
import { profiles, type GicAction, type Profile } from '../../model/index.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import { IrqlineError } from '../../spec/errors.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { KvmRig } from '../delivery/kvm-rig.js';
import { AgentSubject } from '../subject/agent-subject.js';
import { DistributorSubject } from '../subject/distributor-subject.js';
import { useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { createVgicMachine } from '../vgic/create.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import { Kvm } from '../vm/kvm.js';
import { deliver } from './deliver.js';
import { loops } from './loops.js';
import { race, resampleByThread } from './race.js';
import { exerciseResample } from './resample.js';

// Whatever takes several calls fails at each of them in turn, and leaves nothing open then.

const size = { vcpuCount: 2, spiCount: 32 } as const;
const config = { peCount: 2, spiCount: 32, behaviour: kvmInNewVm } as const;
const byIrqfd = { pulses: 'irqfd', levels: 'irqfd' } as const;
const spi = spiFromIntId(48);
const [profile] = [...profiles()] as [Profile];
const startAfresh: GicAction = { kind: 'reset' };

/** Makes it, uses it, and closes it again. */
type Use = (kvm: Kvm) => void;

function using<T extends { close(): void }>(make: (kvm: Kvm) => T, use: (made: T) => void = () => undefined): Use {
  return (kvm) => {
    const made = make(kvm);
    try {
      use(made);
    } finally {
      made.close();
    }
  };
}

const uses: Readonly<Record<string, Use>> = {
  'a VM': using((kvm) => kvm.createVm()),
  'a machine with a vGICv3': using((kvm) => createVgicMachine(kvm, size).vm),
  'a machine with the agent': using((kvm) => new AgentMachine(kvm, size)),
  'a GIC': using((kvm) => KvmVgicV3.create(kvm, size)),
  'a GIC with eventfds': using(
    (kvm) => KvmVgicV3.create(kvm, size, byIrqfd),
    ({ lines }) => lines.setSpiLevel(spi, true),
  ),
  'a rig of the matrix': using((kvm) => new KvmRig(kvm, profile)),
  'a subject of rung 1': using(
    (kvm) => new DistributorSubject(kvm, config),
    (subject) => subject.apply(startAfresh),
  ),
  'a subject of rung 2': using(
    (kvm) => new AgentSubject(kvm, config),
    (subject) => subject.apply(startAfresh),
  ),
  ...Object.fromEntries(Object.entries(loops).map(([name, make]) => [`the loop ${name}`, using(make)])),
  deliveries: (kvm) => deliver(kvm, { delivery: 'level', injection: byIrqfd, rounds: [{ before: ['queue'] }] }),
  'levels that are resampled': exerciseResample,
  'a race': (kvm) => race(kvm, { pulses: 'irqfd', threads: [], rounds: 1 }),
};

/** Does it on a library that refuses this call. @returns the library, and what was thrown */
function refusing(use: Use, call: number): readonly [FakeLibc, unknown] {
  const libc = new FakeLibc((place) => place === call);
  useLibc(libc);
  try {
    const kvm = Kvm.open('/dev/null'); // which is there on every machine, and which nobody opens
    try {
      use(kvm);
    } finally {
      kvm.close();
    }
  } catch (error) {
    return [libc, error];
  }
  return [libc, undefined];
}

/** @returns the names of the calls that were refused in turn, up to the last, or to the first of this name */
function refuseInTurn(use: Use, until?: string): readonly string[] {
  const refused: string[] = [];
  for (;;) {
    const [libc, error] = refusing(use, refused.length);
    const name = libc.calls[refused.length];
    const where = `call ${refused.length}, ${name}`;
    assert.equal(libc.held, 0, where);
    if (name === undefined) {
      assert.equal(error, undefined, 'a run in which nothing is refused');
      return refused;
    }
    assert.ok(error instanceof IrqlineError, `${where}: ${String(error)}`);
    refused.push(name);
    if (name === until) return refused;
  }
}

describe('what fails half-way leaves nothing open', { skip: process.platform !== 'linux' && 'KVM is of Linux' }, () => {
  afterEach(() => useLibc());

  for (const [name, use] of Object.entries(uses)) {
    test(name, () => {
      assert.ok(refuseInTurn(use).length >= 2);
    });
  }

  test('a level that a thread resamples, up to where its thread would start', () => {
    assert.equal(refuseInTurn((kvm) => resampleByThread(kvm, 1), 'KVM_RUN').at(-1), 'KVM_RUN');
  });
});
