import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { architectureGic, gicModel, predict, type GicBehaviour, type ListRegisters } from '../../../model/index.js';
import { inFlight, LIST_REGISTERS } from '../../kvm/in-flight.js';
import { kvmInNewVm } from '../../kvm/new-vm.js';
import { gicKit } from '../kit.js';
import { gicMisfit } from '../misfit.js';
import { softGic } from '../soft-gic-subject.js';
import { checkScenarios } from './check.js';
import { gicScenarios } from './index.js';
import { brokenClaim } from './judge.js';
import { interruptScenarios, type InterruptScenario } from './names.js';
import { breakingQuirks, endings, everyWay, isForEveryGic, runOfScenario, type GicScenario } from './scenario.js';

const forEveryGic = gicScenarios.filter(isForEveryGic);
const behaviours: readonly (readonly [string, GicBehaviour])[] = [
  ['the architecture', architectureGic],
  ['KVM', kvmWith({ count: LIST_REGISTERS, tracksOverflow: true })],
];

function kvmWith(listRegisters: ListRegisters): GicBehaviour {
  return { ...kvmInNewVm, listRegisters };
}

const isBrokenStill = (brokenBy: GicScenario['brokenBy']): boolean =>
  brokenBy !== undefined && breakingQuirks[brokenBy] === 'on every kernel';

/** Real faults, and the scenario that meets each. */
const kills = {
  'latch-survives-acknowledge': 'inject-single-first-spi',
  'active-read-is-stale': 'inject-all-spis-rotating-priority',
  'fifth-end-is-lost': 'preempt-descending-31',
  'first-spis-not-active': 'restore-active-then-eoi',
  'deactivate-elsewhere-ignored': 'dir-from-other-vcpu',
  'mask-ignored': 'mask-then-pend-then-unmask',
  'edge-not-resignalled': 'retrigger-while-pending-coalesces',
} as const satisfies Readonly<Record<string, InterruptScenario>>;

describe('the scenarios of a GIC', () => {
  it('have an id each, and every name has one that any GIC can be taken through', () => {
    assert.equal(new Set(gicScenarios.map(({ id }) => id)).size, gicScenarios.length);
    assert.deepEqual(new Set<string>(forEveryGic.map(({ name }) => name)), new Set(interruptScenarios));
  });

  it('come in every way, save those in which several wait at once or that are about one way or none', () => {
    const waysOf = (name: string) => new Set(gicScenarios.filter((one) => one.name === name).map(({ way }) => way));
    const few = interruptScenarios.filter((name) => !everyWay.every((way) => waysOf(name).has(way)));
    assert.deepEqual(few, [
      'inject-all-spis-rotating-priority',
      'group0-gated-group1-flows',
      'ctlr-ds-rao',
      'igroupr-writable',
    ]);
  });

  it('mask and unmask with both endings', () => {
    const masks = gicScenarios.filter(({ name }) => name === 'mask-then-pend-then-unmask');
    for (const ending of endings)
      assert.equal(masks.filter(({ id }) => id.includes(`/${ending}/`)).length, masks.length / 2);
  });

  for (const [name, behaviour] of behaviours) {
    const onKvm = gicScenarios.filter(({ brokenBy }) => !isBrokenStill(brokenBy));
    const wanted = behaviour === architectureGic ? forEveryGic : onKvm;
    it(`come to what they claim in the model of ${name}, and do nothing that is UNPREDICTABLE`, () => {
      for (const scenario of wanted) {
        const { config, actions } = runOfScenario(scenario, behaviour);
        assert.equal(gicMisfit(config, actions), undefined, scenario.id);
        assert.equal(brokenClaim(scenario, predict(gicModel, config, actions)), undefined, scenario.id);
      }
    });
  }

  for (const tracksOverflow of [false, true]) {
    it(`say truly which of them ${tracksOverflow ? 'a newer' : 'an older'} KVM breaks, and that it is by that quirk`, () => {
      for (const scenario of gicScenarios) {
        const breaks = (other: Partial<GicBehaviour> = {}): boolean => {
          const behaviour = { ...kvmWith({ count: LIST_REGISTERS, tracksOverflow }), ...other };
          const { config, actions } = runOfScenario(scenario, behaviour);
          return brokenClaim(scenario, predict(gicModel, config, actions)) !== undefined;
        };
        const { brokenBy } = scenario;
        assert.equal(breaks(), tracksOverflow ? isBrokenStill(brokenBy) : brokenBy !== undefined, scenario.id);
        if (brokenBy === 'K13-pending-before-enabled') assert.ok(!breaks({ forwarding: 'continuous' }), scenario.id);
      }
    });
  }

  it('say truly whether they stay within the list registers', () => {
    for (const scenario of gicScenarios) {
      const { config, actions } = runOfScenario(scenario, kvmInNewVm);
      const most = Math.max(
        ...predict(gicModel, config, actions).flatMap(({ view }) =>
          view.cpuInterfaces.map((_, pe) => inFlight(view.interrupts, pe)),
        ),
      );
      assert.equal(scenario.profile, most > LIST_REGISTERS ? 'overflow' : 'plain', `${scenario.id}: ${most}`);
    }
  });

  it('claim something that a GIC which does nothing would break', () => {
    for (const scenario of gicScenarios) {
      const { config, actions } = runOfScenario(scenario, kvmInNewVm);
      const idle = actions.map(({ kind }) => ({
        observation: { kind: 'value', value: kind === 'acknowledge' ? 1023 : 0 } as const,
        view: gicModel.view(gicModel.init(config)),
      }));
      assert.notEqual(brokenClaim(scenario, idle), undefined, scenario.id);
    }
  });

  it('hold on SoftGic', () => {
    const outcomes = checkScenarios(() => softGic());
    assert.equal(outcomes.length, forEveryGic.length);
    assert.deepEqual(
      outcomes.filter(({ broken }) => broken !== undefined).map(({ scenario, broken }) => `${scenario.id}: ${broken}`),
      [],
    );
  });

  for (const [id, name] of Object.entries(kills)) {
    it(`find ${id} by ${name}`, () => {
      const mutant = gicKit.mutants.find((one) => one.id === id);
      assert.ok(mutant !== undefined);
      const wanted = gicScenarios.filter((scenario) => scenario.name === name);
      assert.ok(checkScenarios(() => mutant.subject(), wanted).some(({ broken }) => broken !== undefined));
    });
  }
});
