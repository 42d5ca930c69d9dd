import { predict, type Language, type Outcome, type Subject } from '../../model/index.js';
import { play } from '../engine/drive.js';
import { same } from '../same.js';
import { kitOf } from '../trace/trace.js';
import type { Expected, Vector } from './vector.js';

/** Where what was done led to something else than a vector says. */
export interface Difference {
  readonly step: number;
  readonly part: 'observation' | 'view';
  readonly expected: unknown;
  /** Undefined when it could not go on. */
  readonly actual: unknown;
}

/** What came of a vector on a subject. */
export interface VectorOutcome {
  readonly vector: Vector;
  readonly verdict: 'pass' | 'fail' | 'skipped';
  /** Of a failure. */
  readonly difference?: Difference;
  /** Why it was skipped: the subject makes other choices, or lacks an action. Of a failure: that it is no run at all. */
  readonly reason?: string;
}

/** Whether the model says today what a vector says. */
export function verifyOnModel(vector: Vector): VectorOutcome {
  const kit = kitOf(vector);
  const actions = actionsOf(vector);
  const misfitting = kit.misfit(vector.config, actions);
  if (misfitting !== undefined) {
    return { vector, verdict: 'fail', reason: `step ${misfitting.step} does not fit: ${misfitting.why}` };
  }
  return judged(vector, predict(kit.model, vector.config, actions));
}

/** Takes a subject through a vector. */
export function verifyOn(subject: Subject<Language>, vector: Vector): VectorOutcome {
  const actions = actionsOf(vector);
  const lacking = actions.find((action) => !subject.supports(action));
  const reason = subject.refuses?.(vector.config) ?? (lacking && `no action "${lacking.kind}"`);
  if (reason !== undefined) return { vector, verdict: 'skipped', reason };
  return judged(vector, play(subject, vector.config, actions).outcomes);
}

const actionsOf = ({ steps }: Vector): readonly Language['action'][] => steps.map(({ action }) => action);

function judged(vector: Vector, actual: readonly Outcome<Language>[]): VectorOutcome {
  for (const [step, { expected }] of vector.steps.entries()) {
    const part = differs(expected, actual[step]);
    if (part === undefined) continue;
    return {
      vector,
      verdict: 'fail',
      difference: { step, part, expected: expected[part], actual: actual[step]?.[part] },
    };
  }
  return { vector, verdict: 'pass' };
}

/** The part in which an outcome is not what was expected; what a vector leaves out is not looked at. */
function differs(expected: Expected, actual: Outcome<Language> | undefined): 'observation' | 'view' | undefined {
  if (actual === undefined || !same(actual.observation, expected.observation)) return 'observation';
  return expected.view === undefined || same(actual.view, expected.view) ? undefined : 'view';
}
