import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  delivery,
  namedSystems,
  verdict,
  type DeliveryAction,
  type DeliverySystem,
  type Profile,
} from '../../model/delivery/index.js';
import { IrqlineError } from '../../spec/index.js';
import { compile, type Compiled } from '../../spec/quint/index.js';
import { compare, showDifference, type Difference } from './compare.js';
import { deliveryCorrespondence, deliveryMachine } from './delivery-map.js';
import { reference } from './reference.test.support.js';

const compiled = compile('delivery.qnt');

function compared(
  profile: Profile,
  threads: number,
  { specification = compiled, system = delivery(profile, threads) } = {},
): ReturnType<typeof compare> {
  const machine = deliveryMachine(specification, profile, threads);
  return compare(deliveryCorrespondence(machine, profile, threads, system));
}

/** The actions that a profile has, by the specification's names. */
function actionsOf(profile: Profile): ReadonlySet<string> {
  const result = compared(profile, 1);
  assert(result.kind === 'equal');
  return new Set(result.actions.keys());
}

function different(result: ReturnType<typeof compare>): Difference {
  assert(result.kind === 'different');
  return result;
}

/** For each action of the specification a profile that has it, and a rewriting of its definition that is wrong. */
const brokenRules: Readonly<Record<string, readonly [profile: Partial<Profile>, from: string, to: string]>> = {
  publish: [{}, '"opcode":"union"', '"opcode":"exclude"'],
  remember: [{ update: 'torn' }, '"name":"status"', '"name":"seen"'],
  update: [{}, '"opcode":"union"', '"opcode":"intersect"'],
  raise: [{ section: 'split' }, '"opcode":"up"', '"opcode":"down"'],
  lower: [{ section: 'split' }, '"opcode":"down"', '"opcode":"up"'],
  pulse: [{}, '"opcode":"down"', '"opcode":"up"'],
  take: [{}, '"kind":"bool","value":false', '"kind":"bool","value":true'],
  read: [{}, '"name":"status"', '"name":"work"'],
  ack: [{}, '"opcode":"exclude"', '"opcode":"union"'],
  followAck: [{ signal: 'level', section: 'split' }, '"opcode":"drive"', '"opcode":"wireStays"'],
  service: [{}, '"opcode":"exclude"', '"opcode":"union"'],
  serviceAgain: [{ driver: 'ackLastRecheck' }, '"opcode":"exclude"', '"opcode":"union"'],
  eoi: [{}, '"kind":"bool","value":false', '"kind":"bool","value":true'],
};

/** A wrong `drive`: it leaves the line as it is. */
const wireStays = {
  kind: 'lambda',
  params: [{ name: 'before' }, { name: 'level' }],
  expr: { kind: 'name', name: 'before' },
} as const;

function withBrokenRule(action: string, from: string, to: string): Compiled {
  const definitions = new Map(compiled.definitions);
  const definition = definitions.get(action);
  assert(definition !== undefined);
  const text = JSON.stringify(definition);
  assert(text.includes(from), `${action} has no ${from}`);
  definitions.set(action, JSON.parse(text.replaceAll(from, to)) as typeof definition);
  definitions.set('wireStays', { name: 'wireStays', qualifier: 'puredef', expr: wireStays });
  return { ...compiled, definitions };
}

/** A model in which some actions turn the line over. */
function withBrokenModel(
  system: DeliverySystem,
  isBroken: (action: DeliveryAction, place: string) => boolean,
): DeliverySystem {
  const processes = system.processes.map(({ name, process }) => ({
    name,
    process: {
      initial: process.initial,
      steps: (...[shared, local]: Parameters<typeof process.steps>): ReturnType<typeof process.steps> =>
        process
          .steps(shared, local)
          .map((step) =>
            isBroken(step.action, local.kind) ? { ...step, shared: { ...step.shared, line: !step.shared.line } } : step,
          ),
    },
  }));
  return { ...system, processes };
}

describe('the specification and the model', () => {
  it('are the same labelled graph for the reference profile', () => {
    const result = compared(reference, 2);
    assert(result.kind === 'equal');
    const explored = verdict(reference, 2);
    assert(explored.kind === 'SAFE');
    assert.deepEqual([result.states, result.edges], [explored.states, explored.edges]);
  });

  for (const { name, choices } of namedSystems)
    it(`are the same labelled graph for ${name}, with one thread`, () => {
      assert.equal(compared({ ...choices, driver: 'ackFirst' }, 1).kind, 'equal');
    });

  for (const [action, [choices, from, to]] of Object.entries(brokenRules)) {
    const profile = { ...reference, ...choices };

    it(`differ at ${action} when the specification has it wrong`, () => {
      const intact = compared(profile, 1);
      assert(intact.kind === 'equal');
      assert.ok((intact.actions.get(action) ?? 0) > 0);
      const difference = different(compared(profile, 1, { specification: withBrokenRule(action, from, to) }));
      assert.ok(difference.onlySpecification.every((step) => step.startsWith(action)));
      assert.ok(difference.onlyModel.every((step) => step.startsWith(action)));
    });
  }

  const modelActions: readonly (readonly [DeliveryAction['kind'], label: string, Partial<Profile>])[] = [
    ['publish', 'publish', {}],
    ['remember', 'remember', { update: 'torn' }],
    ['update', 'update', {}],
    ['drive1', 'raise', { section: 'split' }],
    ['drive0', 'lower', { section: 'split' }],
    ['pulse', 'pulse', {}],
    ['take', 'take', {}],
    ['read', 'read', {}],
    ['ack', 'ack', {}],
    ['driveAfterAck', 'followAck', { signal: 'level', section: 'split' }],
    ['service', 'service', {}],
    ['service', 'serviceAgain', { driver: 'ackLastRecheck' }],
    ['eoi', 'eoi', {}],
  ];
  for (const [kind, label, choices] of modelActions)
    it(`differ at ${label} when the model has ${kind} wrong`, () => {
      const profile = { ...reference, ...choices };
      const system = withBrokenModel(
        delivery(profile, 1),
        // The driver's second look has the model's name of the first.
        (action, place) => action.kind === kind && (label !== 'serviceAgain' || place === label),
      );
      const difference = different(compared(profile, 1, { system }));
      assert.ok(difference.onlyModel.every((step) => step.startsWith(label)));
      assert.ok(difference.onlyModel.length > 0);
    });

  it('are broken on both sides at every action that there is', () => {
    const definitions = [...compiled.definitions.values()].filter(({ qualifier }) => qualifier === 'action');
    const named = new Set(
      namedSystems.flatMap(({ choices }) => [...actionsOf({ ...choices, driver: 'ackLastRecheck' })]),
    );
    const all = [...named, ...actionsOf({ ...reference, update: 'torn', signal: 'level', section: 'split' })];
    const names = [...new Set(all)].toSorted();
    assert.ok(names.every((name) => definitions.some((definition) => definition.name === name)));
    assert.deepEqual(Object.keys(brokenRules).toSorted(), names);
    assert.deepEqual(modelActions.map(([, label]) => label).toSorted(), names);
  });

  it('differ when one of them can do less', () => {
    const none = { kind: 'app', opcode: 'actionAny', args: [] } as const;
    const definitions = new Map(compiled.definitions).set('eoi', { name: 'eoi', qualifier: 'action', expr: none });
    const difference = different(compared(reference, 1, { specification: { ...compiled, definitions } }));
    assert.deepEqual(difference.onlySpecification, []);
    assert.equal(difference.onlyModel.length, 1);
    // publish, update, pulse, take, read, ack, service: nothing ends earlier.
    assert.equal(difference.run.length, 7);
  });

  it('tell the shortest run to a difference in the words of both', () => {
    const [choices, from, to] = brokenRules['take'] ?? [{}, '', ''];
    const profile = { ...reference, ...choices };
    const text = showDifference(different(compared(profile, 1, { specification: withBrokenRule('take', from, to) })));
    assert.match(text, /1\. publish\(1, 1\) {3}\{"thread":0,"kind":"publish","bit":1\}/u);
    assert.match(text, /3\. pulse\(1\) {3}\{"thread":0,"kind":"pulse"\}/u);
    assert.doesNotMatch(text, /4\. /u);
    assert.match(text, /Only the specification has\n {4}take, to\n(?: {4}.*\n)* {4}latch: true/u);
    assert.match(text, /Only the model has\n {4}take, \{"kind":"take"\}, to\n(?: {4}.*\n)* {4}latch: false/u);
  });

  it('are not compared under a map that makes one state of two', () => {
    const machine = deliveryMachine(compiled, reference, 1);
    const { initial, steps, image } = deliveryCorrespondence(machine, reference, 1);
    // A model that also remembers whether the number of its steps is odd, which the specification knows nothing of.
    const counting = {
      machine,
      initial: { inner: initial, isOdd: false },
      steps: ({ inner, isOdd }: { inner: typeof initial; isOdd: boolean }) =>
        steps(inner).map((step) => ({ ...step, next: { inner: step.next, isOdd: !isOdd } })),
      image: ({ inner }: { inner: typeof initial }) => image(inner),
    };
    assert.throws(
      () => compare(counting),
      (error) => error instanceof IrqlineError && error.code === 'STATE_MAP_NOT_INJECTIVE',
    );
  });
});
