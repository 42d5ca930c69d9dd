import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { GicAction } from '../../model/index.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import { useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { createVgicMachine } from '../vgic/create.js';
import { injections, type Injection } from '../vgic/injection.js';
import { wordOf, writeVgic } from '../vgic/registers.js';
import { Kvm } from '../vm/kvm.js';
import { AgentSubject } from './agent-subject.js';
import { DistributorSubject } from './distributor-subject.js';
import { Wires } from './wires.js';

const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm } as const;
const spi = { pe: 0, intId: 48 } as const;
const ppi = { pe: 0, intId: 20 } as const;
const rise = { kind: 'drive', level: true } as const;
const fall = { kind: 'drive', level: false } as const;

interface Subject {
  apply(action: GicAction): unknown;
  close(): void;
}
const subjects: Readonly<Record<string, (kvm: Kvm, injection: Injection) => Subject>> = {
  'rung 1': (kvm, injection) => new DistributorSubject(kvm, config, injection),
  'rung 2': (kvm, injection) => new AgentSubject(kvm, config, injection),
};

// The kernel that is not there shows a level-triggered SPI: all of its registers read as 0.

describe('lines are driven as the run says', { skip: process.platform !== 'linux' && 'KVM is of Linux' }, () => {
  afterEach(() => useLibc());

  /** The calls by which it signals. */
  function signals(make: (kvm: Kvm) => { close(): void }, use: (made: never) => void): readonly string[] {
    const libc = new FakeLibc();
    useLibc(libc);
    const kvm = Kvm.open('/dev/null'); // which is there on every machine, and which nobody opens
    try {
      const made = make(kvm);
      try {
        const before = libc.calls.length;
        use(made as never);
        return libc.calls.slice(before).filter((name) => ['KVM_IRQ_LINE', 'KVM_IRQFD', 'write'].includes(name));
      } finally {
        made.close();
      }
    } finally {
      kvm.close();
    }
  }

  for (const [name, make] of Object.entries(subjects)) {
    for (const injection of injections) {
      const { pulses, levels } = injection;
      test(`on ${name}: pulses by ${pulses}, levels by ${levels}`, () => {
        const of = (action: GicAction): readonly string[] =>
          signals(
            (kvm) => make(kvm, injection),
            (subject: Subject) => subject.apply(action),
          );
        assert.deepEqual(of({ ...rise, ...spi }), levels === 'irqfd' ? ['KVM_IRQFD', 'write'] : ['KVM_IRQ_LINE']);
        // No eventfd lowers a line, none lowers a level that it has pulsed, and none is of a PPI.
        assert.deepEqual(of({ ...fall, ...spi }), ['KVM_IRQ_LINE']);
        assert.deepEqual(of({ kind: 'pulse', ...spi }), ['KVM_IRQ_LINE', 'KVM_IRQ_LINE']);
        assert.deepEqual(of({ kind: 'pulse', ...ppi }), ['KVM_IRQ_LINE', 'KVM_IRQ_LINE']);
        assert.deepEqual(of({ ...rise, ...ppi }), ['KVM_IRQ_LINE']);
      });
      test(`on ${name}: in a new VM, too, pulses by ${pulses}, levels by ${levels}`, () => {
        const after = signals(
          (kvm) => make(kvm, injection),
          (subject: Subject) => {
            subject.apply({ kind: 'reset' });
            subject.apply({ ...rise, ...spi });
          },
        );
        assert.deepEqual(after, levels === 'irqfd' ? ['KVM_IRQFD', 'write'] : ['KVM_IRQ_LINE']);
      });
    }
  }

  test('an edge by an irqfd, too, and a level by KVM_IRQ_LINE whatever the run says', () => {
    const size = { vcpuCount: 1, spiCount: 32 } as const;
    const wired = (injection: Partial<Injection>, trigger: number) => (kvm: Kvm) => {
      const machine = createVgicMachine(kvm, size);
      writeVgic(machine.device, wordOf('ICFGR', spi.intId, 0), trigger);
      const wires = new Wires(machine, size, injection);
      return { close: () => machine.vm.close(), pulse: () => wires.pulse(spi) };
    };
    const use = (made: { readonly pulse: () => void }): void => made.pulse();
    const [edges, levels] = [0xaaaa_aaaa, 0];
    assert.deepEqual(signals(wired({}, edges), use), ['KVM_IRQ_LINE', 'KVM_IRQ_LINE']);
    assert.deepEqual(signals(wired({ pulses: 'irqfd' }, edges), use), ['KVM_IRQFD', 'write', 'KVM_IRQ_LINE']);
    assert.deepEqual(signals(wired({ pulses: 'irqfd' }, levels), use), ['KVM_IRQ_LINE', 'KVM_IRQ_LINE']);
  });
});
