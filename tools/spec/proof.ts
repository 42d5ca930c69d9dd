import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { init } from 'z3-solver';
import type { Axis, Profile } from '../../model/delivery/index.js';
import { IrqlineError } from '../../spec/index.js';
import { specificationPath } from '../../spec/quint/index.js';
import type { Design } from './designs.js';

/** The names of spec/proof/delivery.smt2 for the model's choices. */
const constants = {
  order: ['ORDER', { statusFirst: 'statusFirst', signalFirst: 'signalFirst' }],
  update: ['UPDATE', { or: 'or-', assign: 'assign', torn: 'torn' }],
  signal: [
    'SIGNAL',
    { always: 'always', onRise: 'onRise', onNewBit: 'onNewBit', assertOnly: 'assertOnly', level: 'level' },
  ],
  section: ['SECTION', { split: 'split', whole: 'whole' }],
  trigger: ['TRIGGER', { edge: 'edge', level: 'levelHigh' }],
  detector: ['DETECTOR', { transition: 'transition', assert: 'assert-' }],
  driver: [
    'DRIVER',
    {
      ackFirst: 'ackFirst',
      ackLast: 'ackLast',
      ackOnes: 'ackOnes',
      ackLastRecheck: 'ackLastRecheck',
      ackFirstLoop: 'ackFirstLoop',
      ackLastLoop: 'ackLastLoop',
    },
  ],
} as const satisfies { readonly [A in Axis]: readonly [string, Readonly<Record<NonNullable<Profile[A]>, string>>] };

/** The steps of the delivery system, by their names in every specification. */
export const steps = [
  'publish',
  'remember',
  'update',
  'raise',
  'lower',
  'pulse',
  'take',
  'read',
  'ack',
  'followAck',
  'service',
  'serviceAgain',
  'eoi',
] as const;

/** A question to the solver: is there a state, or a step, that contradicts the proof? */
interface Query {
  /** `init`, `safe`, or the step that has to keep the invariant. */
  readonly about: string;
  readonly assertions: readonly string[];
}

const queries: readonly Query[] = [
  { about: 'init', assertions: ['(init s)', '(not (invariant s))'] },
  { about: 'safe', assertions: ['(invariant s)', '(not (noLostEvent s))'] },
  ...steps.map((step) => ({
    about: step,
    assertions: ['(invariant s)', `(step-${step} s n t b)`, '(not (invariant n))'],
  })),
];

/** Two threads and two bits are enough to show each of the known mistakes; a solver may need to be told so. */
const smallSorts: Readonly<Record<string, string>> = {
  '(declare-sort Thread 0)': '(declare-datatypes ((Thread 0)) (((thread1) (thread2))))',
  '(declare-sort Bit 0)': '(declare-datatypes ((Bit 0)) (((bit1) (bit2))))',
};

/** The specification for threads and bits of any number, or for two of each. */
function specification(isSmall: boolean): string {
  const text = readFileSync(specificationPath('proof/delivery.smt2'), 'utf8');
  return Object.entries(smallSorts).reduce((before, [sort, two]) => {
    if (!before.includes(sort)) throw new IrqlineError('PROOF_FAILED', `no ${sort} in spec/proof/delivery.smt2`);
    return isSmall ? before.replace(sort, two) : before;
  }, text);
}

/** The design's values for the constants; an axis that is left out may have any. */
function choicesOf({ choices }: Design): readonly string[] {
  return Object.entries(choices).map(([axis, value]) => {
    const [constant, names] = constants[axis as Axis];
    return `(assert (= ${constant} ${(names as Readonly<Record<string, string>>)[value]}))`;
  });
}

const check = (assertions: readonly string[]): string =>
  ['(push)', ...assertions.map((assertion) => `(assert ${assertion})`), '(check-sat)', '(pop)'].join('\n');

/** The specification, the design, and these queries, for any solver that reads SMT-LIB 2.6. */
function smtLib(design: Design, asked: readonly Query[] = queries, isSmall = false): string {
  const state = '(declare-const s State) (declare-const n State) (declare-const t Thread) (declare-const b Bit)';
  const checks = asked.map(({ assertions }) => check(assertions));
  return [specification(isSmall), state, ...choicesOf(design), ...checks].join('\n');
}

/** What came of a proof: what contradicts it, and what the solver could not tell. */
export interface ProofResult {
  readonly brokenBy: readonly string[];
  readonly unknown: readonly string[];
}

/** Something that answers a text in SMT-LIB: one of sat, unsat, unknown for each check-sat. */
export interface Solver {
  readonly name: string;
  solve(text: string): Promise<readonly string[]>;
  /** Ends its threads, which would keep the process alive. */
  close(): void;
}

/** What we need of the WebAssembly module beside z3-solver's own wrappers. */
interface Module {
  readonly HEAPU8: Uint8Array;
  readonly _malloc: (bytes: number) => number;
  readonly _free: (pointer: number) => void;
  ccall(name: string, returns: 'void', types: readonly 'number'[], values: readonly number[]): void;
  async_call(start: () => void): Promise<string>;
  readonly PThread: { terminateAllThreads(): void };
}

const wantedVersions = { z3: /^Z3 5\./u, cvc5: /\bcvc5 version 1\./u };

/**
 * @param said - what the solver says of its version
 * @throws IrqlineError SOLVER_VERSION when the proof was not tried with it
 */
export function assertVersion(solver: keyof typeof wantedVersions, said: string): void {
  if (!wantedVersions[solver].test(said)) throw new IrqlineError('SOLVER_VERSION', `${solver}: ${said.slice(0, 60)}`);
}

/**
 * The solver Z3 in WebAssembly.
 *
 * @param effort - the most that it may spend on a question, in Z3's own units: a busy machine changes no answer. The safe
 *   designs need less than a fifth of it
 * @throws IrqlineError SOLVER_VERSION
 */
export async function z3(effort = 1_000_000): Promise<Solver> {
  const { Z3, em } = await init();
  assertVersion('z3', Z3.get_full_version());
  const wasm = em as Module;
  const { _malloc: allocate, _free: release } = wasm;
  const solve = async (text: string): Promise<readonly string[]> => {
    const bytes = new TextEncoder().encode(`(set-option :rlimit ${effort})\n${text}\0`);
    // z3-solver's own wrapper puts the text on the stack of the main thread, which goes on while another one reads it.
    const pointer = allocate(bytes.length);
    wasm.HEAPU8.set(bytes, pointer);
    const context = Z3.mk_context(Z3.mk_config());
    try {
      const evaluate = (): void => {
        wasm.ccall('async_Z3_eval_smtlib2_string', 'void', ['number', 'number'], [Number(context), pointer]);
      };
      return answersFrom(await wasm.async_call(evaluate));
    } finally {
      Z3.del_context(context);
      release(pointer);
    }
  };
  return { name: 'z3', solve, close: () => wasm.PThread.terminateAllThreads() };
}

/** The solver cvc5, if it is installed: a second opinion. `timeoutMs` is for each question. */
export function cvc5(timeoutMs = 10_000): Solver | undefined {
  const version = spawnSync('cvc5', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) return undefined;
  assertVersion('cvc5', version.stdout);
  const solve = (text: string): Promise<readonly string[]> => {
    const args = ['--incremental', '--lang=smt2.6', `--tlimit-per=${timeoutMs}`];
    const { stdout, stderr } = spawnSync('cvc5', args, { input: text, encoding: 'utf8' });
    return Promise.resolve(answersFrom(`${stdout}${stderr}`));
  };
  return { name: 'cvc5', solve, close: () => undefined };
}

/**
 * @param output - what a solver printed
 * @throws IrqlineError PROOF_FAILED when it printed anything but answers
 */
export function answersFrom(output: string): readonly string[] {
  const answers = output.trim().split(/\s*\n\s*/u);
  if (!answers.every((answer) => ['sat', 'unsat', 'unknown'].includes(answer)))
    throw new IrqlineError('PROOF_FAILED', output.slice(0, 300));
  return answers;
}

/**
 * Tries the inductive proof for a design: the invariant holds at first, every step keeps it, and it excludes a lost event.
 *
 * @throws IrqlineError PROOF_FAILED when the solver does not answer every question
 */
export async function prove(design: Design, solver: Solver): Promise<ProofResult> {
  const ask = async (asked: readonly Query[], isSmall: boolean): Promise<ReadonlyMap<string, string>> => {
    const answers = asked.length === 0 ? [] : await solver.solve(smtLib(design, asked, isSmall));
    if (answers.length !== asked.length)
      throw new IrqlineError('PROOF_FAILED', `${answers.length} answers to ${asked.length} questions`);
    return new Map(asked.map(({ about }, at) => [about, answers[at] ?? 'unknown']));
  };
  const inAll = await ask(queries, false);
  const inSmall = await ask(
    queries.filter(({ about }) => inAll.get(about) === 'unknown'),
    true,
  );
  // A contradiction among two threads and two bits is one; that there is none among so few proves nothing.
  const isBroken = ({ about }: Query): boolean => inAll.get(about) === 'sat' || inSmall.get(about) === 'sat';
  const isOpen = (query: Query): boolean => inAll.get(query.about) === 'unknown' && !isBroken(query);
  return {
    brokenBy: queries.filter(isBroken).map(({ about }) => about),
    unknown: queries.filter(isOpen).map(({ about }) => about),
  };
}
