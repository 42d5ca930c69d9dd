import { mistakes, safeDesigns, type Design } from './designs.js';
import { cvc5, prove, z3, type Solver } from './proof.js';
import type { Finding, Job } from './row.js';

let started: Promise<Solver> | undefined;

/** Z3, once in each worker; it ends with it. */
const z3Here = (): Promise<Solver> => (started ??= z3());

/** Tries the proof for every design; the safe ones with a second solver as well, where it is installed. */
export function proofJobs(): readonly Job[] {
  const second = cvc5();
  const withZ3 = [...safeDesigns, ...mistakes].map((design) => ({
    part: 'proof, z3',
    what: design.name,
    run: async () => check(await z3Here(), design),
  }));
  if (second === undefined) {
    const found = 'cvc5 is not installed (Debian: apt-get install --no-install-recommends cvc5)';
    return [...withZ3, { part: 'proof, cvc5', what: 'safe designs', run: () => ({ verdict: 'skipped', found }) }];
  }
  return [
    ...withZ3,
    ...safeDesigns.map((design) => ({ part: 'proof, cvc5', what: design.name, run: () => check(second, design) })),
  ];
}

async function check(solver: Solver, design: Design): Promise<Finding> {
  const { brokenBy, unknown } = await prove(design, solver);
  if (brokenBy.join() !== design.brokenBy.join() || unknown.length > 0)
    return { verdict: 'fail', found: `broken by ${brokenBy.join()}; unknown: ${unknown.join()}` };
  return brokenBy.length === 0
    ? { verdict: 'pass', found: 'proved' }
    : { verdict: 'pass', found: `breaks at ${brokenBy.join(', ')}`, because: design.because };
}
