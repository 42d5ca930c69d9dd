import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gicModel, type GicAction, type GicState } from '../../model/gic/index.js';
import { compile, type Compiled } from '../../spec/quint/index.js';
import { compare, type Difference } from './compare.js';
import { checkGic } from './gic-check.js';
import { gicInstances } from './gic-instances.js';
import { gicMachine, type GicInstance } from './gic-instance.js';
import { gicCorrespondence } from './gic-map.js';

const compiled = compile('gic.qnt');

const named = (name: string): GicInstance => {
  const found = gicInstances.find((instance) => instance.name === name);
  assert(found !== undefined);
  return found;
};
const lines = named('kvm: line, latch and active');
const gates = named('kvm: enables, groups, masks, routes, reset');
const preemption = named('kvm: two interrupts, preemption');

const parameter = (name: string): RegExp => new RegExp(`"kind":"name","name":"${name}_\\d+"`, 'gu');
const isTrue = '"kind":"bool","value":true';
const integer = (value: number): string => `"kind":"int","value":${value}`;
const definition = (name: string): string => `"kind":"name","name":"${name}"`;

/** For each action of the specification a rewriting of its definition that is wrong. */
const brokenRules: Readonly<Record<string, readonly [part: GicInstance, from: RegExp, to: string]>> = {
  drive: [lines, parameter('level'), isTrue],
  pulse: [{ ...lines, actions: ['pulse', 'writeTrigger', 'writeEnabled'] }, /"kind":"bool","value":false/gu, isTrue],
  acknowledge: [preemption, /"name":"taken"/gu, '"name":"ended"'],
  endOfInterrupt: [preemption, /"name":"ended"/gu, '"name":"taken"'],
  endOfNone: [lines, /"name":"keepMode"/gu, '"name":"turnMode"'],
  deactivate: [lines, /"name":"ended"/gu, '"name":"taken"'],
  writeEoiMode: [lines, parameter('split'), isTrue],
  writeEnabled: [lines, parameter('isOn'), isTrue],
  writePending: [lines, parameter('pending'), isTrue],
  writeActive: [lines, parameter('active'), isTrue],
  writeTrigger: [lines, parameter('trigger'), definition('TriggerLevel')],
  assignPending: [lines, /"value":"latch"/gu, '"value":"line"'],
  assignLines: [lines, /"value":"line"/gu, '"value":"latch"'],
  writeBinaryPoint: [preemption, parameter('value'), integer(5)],
  writePriorityMask: [gates, parameter('mask'), integer(8)],
  writeGroupEnable: [gates, parameter('isOn'), isTrue],
  writeDistributorEnables: [gates, parameter('group1'), isTrue],
  writeGroup: [gates, parameter('group'), integer(1)],
  writePriority: [gates, parameter('priority'), integer(8)],
  writeRoute: [gates, parameter('route'), definition('HERE')],
  reset: [gates, /"kind":"int","value":0/gu, integer(128)],
};

/** A wrong `keepMode`. */
const turnMode = {
  kind: 'app',
  opcode: 'actionAll',
  args: [
    {
      kind: 'app',
      opcode: 'assign',
      args: [
        { kind: 'name', name: 'splitEnd' },
        { kind: 'app', opcode: 'not', args: [{ kind: 'name', name: 'splitEnd' }] },
      ],
    },
    {
      kind: 'app',
      opcode: 'assign',
      args: [
        { kind: 'name', name: 'binaryPoint' },
        { kind: 'name', name: 'binaryPoint' },
      ],
    },
  ],
} as const;

function withBrokenRule(action: string, from: RegExp, to: string): Compiled {
  const definitions = new Map(compiled.definitions);
  const intact = definitions.get(action);
  assert(intact !== undefined);
  const text = JSON.stringify(intact);
  const changed = text.replace(from, to);
  assert.notEqual(changed, text);
  definitions.set(action, JSON.parse(changed) as typeof intact);
  definitions.set('turnMode', { name: 'turnMode', qualifier: 'action', expr: turnMode });
  return { ...compiled, definitions };
}

/** The model's step, wrong for some actions: it turns over the line of the first SPI. */
const withBrokenStep =
  (isBroken: (action: GicAction) => boolean): typeof gicModel.step =>
  (state, action) => {
    const after = gicModel.step(state, action);
    if (!isBroken(action)) return after;
    const { machine } = after.state;
    const spis = machine.spis.map((spi, index) => (index === 0 ? { ...spi, line: !spi.line } : spi));
    const broken: GicState = { ...after.state, machine: { ...machine, spis } };
    return { state: broken, observation: after.observation };
  };

/** The specification's name for what the model does. */
const nameOf = (action: GicAction): string =>
  action.kind === 'endOfInterrupt' && action.intId === 1023 ? 'endOfNone' : action.kind;

function different(result: ReturnType<typeof compare>): Difference {
  assert(result.kind === 'different');
  return result;
}

describe('the specification of the GIC and the model', () => {
  for (const instance of gicInstances.filter(({ name }) => !/^(architecture|qemu): enables/u.test(name)))
    it(`are the same labelled graph: ${instance.name}`, () => {
      const { verdict, found } = checkGic(compiled, instance);
      assert.equal(`${verdict}, ${found}`, 'pass, equal');
    });

  for (const [action, [part, from, to]] of Object.entries(brokenRules))
    it(`differ at ${action} when the specification has it wrong`, () => {
      const machine = gicMachine(withBrokenRule(action, from, to), part);
      const { onlySpecification, onlyModel } = different(compare(gicCorrespondence(machine, part)));
      assert.ok([...onlySpecification, ...onlyModel].every((step) => step.startsWith(action)));
    });

  for (const [name, [part]] of Object.entries(brokenRules))
    it(`differ at ${name} when the model has it wrong`, () => {
      const step = withBrokenStep((action) => nameOf(action) === name);
      const { onlyModel } = different(compare(gicCorrespondence(gicMachine(compiled, part), part, step)));
      assert.ok(onlyModel.length > 0);
      assert.ok(onlyModel.every((text) => text.startsWith(name)));
    });

  it('are broken at every action that there is', () => {
    const names = [lines, gates, preemption].flatMap((part) => {
      const result = compare(gicCorrespondence(gicMachine(compiled, part), part));
      assert(result.kind === 'equal');
      return [...result.actions.keys()];
    });
    assert.deepEqual(Object.keys(brokenRules).toSorted(), [...new Set(names)].toSorted());
  });

  it('are not the same when the parameters are not', () => {
    const elsewhere = named('architecture: line, latch and active');
    const machine = gicMachine(compiled, elsewhere);
    different(compare(gicCorrespondence(machine, lines)));
  });
});
