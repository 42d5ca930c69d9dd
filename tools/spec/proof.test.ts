import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { profiles, verdict, type Axis, type Profile } from '../../model/delivery/index.js';
import { IrqlineError } from '../../spec/index.js';
import { mistakes, safeDesigns, type Design } from './designs.js';
import { answersFrom, assertVersion, cvc5, prove, z3, type Solver } from './proof.js';

const solver = await z3();
after(() => solver.close());

/** All profiles of a design. Where there is no section, the design may name any. */
const profilesOf = ({ choices }: Design): readonly Profile[] =>
  [...profiles()].filter((profile) =>
    Object.entries(choices).every(([axis, value]) => (profile[axis as Axis] ?? value) === value),
  );

/** A solver for a changed specification. */
const withChange = (from: string, to: string): Solver => ({
  ...solver,
  solve: (text) => {
    assert.ok(text.includes(from));
    return solver.solve(text.replace(from, to));
  },
});

const [reference] = safeDesigns;
assert(reference !== undefined);

describe('the proof that no event is lost', () => {
  for (const design of safeDesigns)
    it(`holds for ${design.name}, and the explorer finds nothing lost there`, async () => {
      assert.deepEqual(await prove(design, solver), { brokenBy: [], unknown: [] });
      const members = profilesOf(design);
      assert.ok(members.length > 0);
      for (const profile of members) assert.notEqual(verdict(profile, 2).kind, 'LOST');
    });

  for (const design of mistakes)
    it(`breaks at ${design.brokenBy.join()} for ${design.name}, and the explorer finds an event lost there`, async () => {
      assert.deepEqual(await prove(design, solver), { brokenBy: design.brokenBy, unknown: [] });
      const members = profilesOf(design);
      assert.ok(members.length > 0);
      for (const profile of members) assert.equal(verdict(profile, 2).kind, 'LOST');
    });

  const parts: readonly (readonly [what: string, from: string, to: string, about: string])[] = [
    ['an initial state outside of it', '(not (latch s)) (not (active s)) (not (wanted s))', '(active s)', 'init'],
    ['an invariant that is too weak to exclude a lost event', '  (everyEventIsCovered s)\n', '', 'safe'],
    [
      'an invariant that is too weak to be kept',
      '(pending s) (= (driver s) ToRead) (isBeingAcked s b)',
      '(pending s) (isBeingAcked s b)',
      'take',
    ],
    [
      'a step that does not clear what it serviced',
      '(ite (select (seen s) c) 0 (select (work s) c))',
      '(select (work s) c)',
      'service',
    ],
    [
      'an interrupt that is taken and not read',
      '(= (driver n) ToRead) (= (seen n)',
      '(= (driver n) ToEoi) (= (seen n)',
      'take',
    ],
    [
      'an end of the interrupt that forgets what is latched',
      '(isEmpty (seen n)) (= (wanted n) (wanted s))\n  (keepWork s n) (keepStatus s n) (keepWire s n)',
      '(not (latch n)) (keepWork s n) (keepStatus s n)',
      'eoi',
    ],
  ];
  for (const [what, from, to, about] of parts)
    it(`does not go through with ${what}`, async () => {
      const { brokenBy } = await prove(reference, withChange(from, to));
      assert.ok(brokenBy.includes(about), `broken by ${brokenBy.join()}`);
    });

  it('is not believed when the solver says anything but an answer', () => {
    assert.deepEqual(answersFrom('sat\nunsat\n'), ['sat', 'unsat']);
    assert.throws(
      () => answersFrom('unsat\n(error "line 3: unknown constant")\n'),
      (error) => error instanceof IrqlineError && error.code === 'PROOF_FAILED',
    );
  });

  it('is not believed when a question stays without an answer', async () => {
    const silent: Solver = { ...solver, solve: () => Promise.resolve(['unsat']) };
    await assert.rejects(
      prove(reference, silent),
      (error) => error instanceof IrqlineError && error.code === 'PROOF_FAILED',
    );
    const hesitant: Solver = {
      ...solver,
      solve: (text) =>
        Promise.resolve(
          text
            .split('(check-sat)')
            .slice(1)
            .map(() => 'unknown'),
        ),
    };
    assert.equal((await prove(reference, hesitant)).unknown.length, 15);
  });

  it('is not tried with another version of a solver', () => {
    assertVersion('z3', 'Z3 5.1.0.0');
    assertVersion('cvc5', 'This is cvc5 version 1.0.3');
    for (const [name, said] of [
      ['z3', 'Z3 4.8.12'],
      ['cvc5', 'This is CVC4 version 1.8'],
      ['cvc5', 'This is cvc5 version 2.0'],
    ] as const)
      assert.throws(
        () => assertVersion(name, said),
        (error) => error instanceof IrqlineError && error.code === 'SOLVER_VERSION',
      );
  });

  const second = cvc5();
  const isRequired = process.env['IRQLINE_REQUIRE_ALL'] === '1';
  const skip = second === undefined && !isRequired ? 'cvc5 is not installed' : false;
  it('holds for cvc5 as well', { skip }, async () => {
    assert(second !== undefined);
    for (const design of safeDesigns)
      assert.deepEqual(await prove(design, second), { brokenBy: [], unknown: [] }, design.name);
  });
});
