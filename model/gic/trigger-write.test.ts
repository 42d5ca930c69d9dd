import assert from 'node:assert/strict';
import { test } from 'node:test';
import { architectureGic, qemuGic } from './behaviour.js';
import type { Interrupt } from './interrupt.js';
import type { GicAction, Target } from './language.js';
import { gicModel } from './model.js';
import { machineAtReset, updateInterrupt, type GicState, type Machine } from './state.js';
import { whyUnpredictable } from './unpredictable.js';

const BOOLEANS = [false, true];
const SPI: Target = { pe: 0, intId: 40 };
const PPI: Target = { pe: 0, intId: 20 };

/** Everything open, and one interrupt, or a second one beside it that pends with this priority. */
function machineWith(to: Target, interrupt: Partial<Interrupt>, rival: number | undefined, isOpen: boolean): Machine {
  const [pe] = machineAtReset({ peCount: 1, spiCount: 32, behaviour: architectureGic }).cpuInterfaces;
  assert.ok(pe !== undefined);
  const open: Machine = {
    ...machineAtReset({ peCount: 1, spiCount: 32, behaviour: architectureGic }),
    enableGrp1: true,
    cpuInterfaces: [{ ...pe, priorityMask: isOpen ? 0xf8 : 0x80, groupEnabled: true }],
  };
  const first = updateInterrupt(open, to, (old) => ({ ...old, priority: 0x80, ...interrupt }));
  if (rival === undefined) return first;
  return updateInterrupt(first, { ...to, intId: to.intId + 1 }, (old) => ({
    ...old,
    latch: true,
    enabled: true,
    group: 1,
    priority: rival,
  }));
}

/** Every state of an interrupt as far as forwarding looks at it, beside nothing, a weaker, an equal and a stronger one. */
function* everyState(to: Target): Generator<readonly [Machine, GicAction]> {
  for (const trigger of ['edge', 'level'] as const)
    for (const line of BOOLEANS)
      for (const latch of BOOLEANS)
        for (const active of BOOLEANS)
          for (const enabled of BOOLEANS)
            for (const group of [0, 1] as const)
              for (const rival of [undefined, 0x88, 0x80, 0x40])
                for (const isOpen of BOOLEANS)
                  yield [
                    machineWith(to, { trigger, line, latch, active, enabled, group }, rival, isOpen),
                    { kind: 'writeTrigger', ...to, trigger: trigger === 'edge' ? 'level' : 'edge' },
                  ];
}

/** Whether the write changes what any PE is shown or signalled. */
function changesWhatIsDue(machine: Machine, action: GicAction): boolean {
  const before: GicState = { machine, saved: undefined };
  const seen = (state: GicState) => JSON.stringify(gicModel.view(state).cpuInterfaces);
  return seen(before) !== seen(gicModel.step(before, action).state);
}

for (const to of [SPI, PPI]) {
  test(`Q2: a defined change of the trigger of INTID ${to.intId} changes nothing that a PE is to be given`, () => {
    let [defined, undefinedAndChanged] = [0, 0];
    for (const [machine, action] of everyState(to)) {
      const changes = changesWhatIsDue(machine, action);
      if (whyUnpredictable(machine, action) === undefined) {
        defined += 1;
        assert.equal(changes, false, JSON.stringify([machine, action]));
      } else if (changes) undefinedAndChanged += 1;
    }
    assert.equal(defined, 128, 'all states that are disabled and inactive');
    assert.ok(undefinedAndChanged > 0, 'the others tell whether a GIC arbitrates at the write');
  });
}

test('Q2: the run that shows it in QEMU, outside of what is defined', () => {
  const machine = machineWith(SPI, { trigger: 'level', line: true, enabled: true, group: 1 }, undefined, true);
  const action: GicAction = { kind: 'writeTrigger', ...SPI, trigger: 'edge' };
  const before: GicState = {
    machine: { ...machine, config: { ...machine.config, behaviour: qemuGic } },
    saved: undefined,
  };
  assert.equal(gicModel.view(before).cpuInterfaces[0]?.ICC_HPPIR1_EL1, 40);
  assert.equal(whyUnpredictable(before.machine, action)?.id, 'trigger-changed-while-in-use');
  const after = gicModel.view(gicModel.step(before, action).state);
  assert.equal(after.interrupts[0]?.pending, false);
  // QEMU still reads 40 here, until the next write that arbitrates.
  assert.equal(after.cpuInterfaces[0]?.ICC_HPPIR1_EL1, 1023);
});
