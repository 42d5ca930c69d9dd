import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quirks, suites } from '../../kvm-backend/index.js';
import { expectedRun } from '../../kvm-backend/diff/quirks/index.js';
import type { GicAction, GicConfig, GicView } from '../../model/index.js';
import type { Trace, TraceStep } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { compile } from '../../spec/quint/index.js';
import { acceptRecording } from './gic-recording.js';
import { everyAction } from './gic-instances.js';
import { recordedSuites, recordingsOf } from './recordings.js';

const compiled = compile('gic.qnt');
const all = recordedSuites().flatMap(recordingsOf);

/** A step with something else in its view. */
function showing(step: TraceStep | undefined, change: (view: GicView) => GicView): TraceStep {
  assert(step?.actual);
  return { ...step, actual: { ...step.actual, view: change(step.actual.view as GicView) } };
}

const withStep = (trace: Trace, at: number, step: TraceStep): Trace => ({
  ...trace,
  steps: trace.steps.with(at, step),
});

const isAcknowledge = ({ action }: TraceStep): boolean => action.kind === 'acknowledge';

const refusedAt = (trace: Trace): number | undefined => {
  const { labels, refused } = acceptRecording(compiled, trace);
  if (refused === undefined) return undefined;
  assert.ok(refused.startsWith(`step ${labels.length + 1}, `), refused);
  return labels.length;
};

describe('runs recorded on KVM', () => {
  const labels: string[] = [];
  let nested = 0;
  for (const { suite, name, trace } of all)
    it(`are runs of the specification: ${suite}, ${name}`, () => {
      const accepted = acceptRecording(compiled, trace);
      assert.equal(accepted.refused, undefined);
      assert.equal(accepted.labels.length, trace.steps.length);
      labels.push(...accepted.labels);
      for (const { actual } of trace.steps) {
        const bits = (actual?.view as GicView | undefined)?.cpuInterfaces[0]?.ICC_AP1R0_EL1 ?? 0;
        if ((bits & (bits - 1)) !== 0) nested += 1;
      }
    });

  it('are of every kernel, have every action, and meet what they are for', () => {
    assert.deepEqual([...new Set(all.map(({ suite }) => suite))].toSorted(), [...suites].toSorted());
    const names = new Set(labels.map((label) => label.replace(/\(.*/u, '')));
    assert.deepEqual(
      everyAction.filter((kind) => !names.has(kind)),
      [],
    );
    const taken = labels.filter((label) => /^acknowledge\((?!1023)/u.test(label)).length;
    const nothing = labels.filter((label) => label === 'acknowledge(1023)').length;
    assert.ok(taken >= 60, `${taken} interrupts taken`);
    assert.ok(nothing >= 50, `${nothing} acknowledges of nothing`);
    assert.ok(nested >= 30, `${nested} states with one handler within another`);
  });

  it('are refused at the step at which a register was changed', () => {
    for (const { trace } of all)
      for (const at of new Set([0, trace.steps.length >> 1, trace.steps.length - 1])) {
        const step = trace.steps[at];
        const lie = (view: GicView): GicView => ({
          ...view,
          cpuInterfaces: view.cpuInterfaces.map((cpu) => ({ ...cpu, signalled: !cpu.signalled })),
        });
        assert.equal(refusedAt(withStep(trace, at, showing(step, lie))), at);
      }
  });

  it('are refused where the view of an interrupt was changed', () => {
    const { trace } = all.find(({ name }) => name === 'two-spis-1') ?? assert.fail();
    const at = trace.steps.findIndex(({ actual }) => (actual?.view as GicView | undefined)?.interrupts.length === 2);
    const fields = ['pending', 'active', 'enabled'] as const;
    for (const field of fields) {
      const lie = (view: GicView): GicView => ({
        ...view,
        interrupts: view.interrupts.map((shown) => ({ ...shown, [field]: !shown[field] })),
      });
      assert.equal(refusedAt(withStep(trace, at, showing(trace.steps[at], lie))), at, field);
    }
    const stranger = (view: GicView): GicView => ({
      ...view,
      interrupts: view.interrupts.map((shown, index) => (index === 0 ? { ...shown, intId: 40 } : shown)),
    });
    const { refused } = acceptRecording(compiled, withStep(trace, at, showing(trace.steps[at], stranger)));
    assert.match(refused ?? '', /INTID 40 is not as reset leaves it/u);
  });

  it('are refused where an acknowledge was changed, and told what it should have read', () => {
    let damaged = 0;
    for (const { trace } of all) {
      const at = trace.steps.findLastIndex(isAcknowledge);
      const step = trace.steps[at];
      if (!step?.actual) continue;
      const { value } = step.actual.observation as { readonly value: number };
      const actual = { ...step.actual, observation: { kind: 'value', value: value === 1023 ? 48 : 1023 } as const };
      const { labels: before, refused } = acceptRecording(compiled, withStep(trace, at, { ...step, actual }));
      assert.equal(before.length, at);
      assert.ok(refused?.includes(`the specification has acknowledge(${value})`), refused);
      damaged += 1;
    }
    assert.ok(damaged >= 20, `${damaged} acknowledges`);
  });

  it('are refused where the recording breaks off', () => {
    const { trace } = all.find(({ name }) => name === 'one-spi-1') ?? assert.fail();
    const { action } = trace.steps[9] ?? assert.fail();
    assert.equal(refusedAt(withStep(trace, 9, { action })), 9);
    assert.equal(refusedAt(withStep(trace, 9, { action, actual: null })), 9);
  });

  for (const quirk of quirks) {
    const recording = all.find(({ name }) => name === `quirk-${quirk.id}`);
    if (recording === undefined || !('behaviour' in quirk.contrast) || 'priorityBits' in quirk.contrast.behaviour)
      continue;
    it(`are refused where it shows by a specification without the quirk ${quirk.id}`, () => {
      const trace = { ...recording.trace, config: expectedRun(quirk).config };
      // K3b begins with an acknowledge that shows K3a.
      const at = quirk.id.startsWith('K3b') ? trace.steps.findLastIndex(isAcknowledge) : trace.steps.length - 1;
      assert.equal(refusedAt(trace), at);
    });
  }
});

describe('what the specification does not have', () => {
  const { trace } = all.find(({ name }) => name === 'one-spi-1') ?? assert.fail();
  const config = trace.config as GicConfig;
  const [step] = trace.steps;
  assert(step !== undefined);
  const withAction = (action: GicAction): Trace => ({ ...trace, steps: [...trace.steps, { ...step, action }] });
  const outside: readonly (readonly [what: string, trace: Trace, says: RegExp])[] = [
    ['another layer', { ...trace, layer: 'device' }, /layer device/u],
    ['two PEs', { ...trace, config: { ...config, peCount: 2 } }, /2 PEs/u],
    [
      'priorities of four bits',
      { ...trace, config: { ...config, behaviour: { ...config.behaviour, priorityBits: 4 } } },
      /priorities of 4 bits/u,
    ],
    [
      'fewer list registers than interrupts',
      {
        ...withAction({ kind: 'pulse', pe: 0, intId: 50 }),
        config: { ...config, behaviour: { ...config.behaviour, listRegisters: { count: 1, tracksOverflow: true } } },
      },
      /1 list registers for 2/u,
    ],
    ['a vCPU that stays in the guest', withAction({ kind: 'enterGuest', pe: 0 }), /stay in the guest/u],
    ['a PPI', withAction({ kind: 'pulse', pe: 0, intId: 27 }), /INTID 27/u],
    ['an SPI of another word', withAction({ kind: 'pulse', pe: 0, intId: 64 }), /INTID 64/u],
    [
      'a third INTID',
      {
        ...trace,
        steps: [
          withAction({ kind: 'pulse', pe: 0, intId: 50 }),
          withAction({ kind: 'pulse', pe: 0, intId: 51 }),
        ].flatMap(({ steps }) => steps),
      },
      /3 INTIDs: 48, 50, 51/u,
    ],
    ['another word assigned', withAction({ kind: 'assignPending', pe: 0, word: 2, bits: 0 }), /word 2/u],
    [
      'a raw register access',
      withAction({ kind: 'mmioRead', frame: 'distributor', pe: 0, offset: 0, width: 4 }),
      /raw register/u,
    ],
    ["a read of KVM's saved registers", withAction({ kind: 'readLines', pe: 0, word: 1 }), /saved registers/u],
    ['a saved state', withAction({ kind: 'save' }), /saved state/u],
    ['a write of ICC_AP1R0_EL1', withAction({ kind: 'writeActivePriorities', pe: 0, value: 0 }), /AP1R0/u],
    ['an affinity of level 3', withAction({ kind: 'writeRoute', intId: 48, route: 0x0100_0000 }), /Aff3/u],
    ['a deactivation of none', withAction({ kind: 'deactivate', pe: 0, intId: 1023 }), /INTID 1023/u],
  ];
  for (const [what, damaged, says] of outside)
    it(`is refused, never passed over: ${what}`, () => {
      assert.throws(
        () => acceptRecording(compiled, damaged),
        (error) => error instanceof IrqlineError && error.code === 'OUTSIDE_SPECIFICATION' && says.test(error.message),
      );
    });
});
