import type * as t from 'io-ts';
import type { Language, ShownOutcome } from '../model/index.js';
import type { Run, Violation } from './kit.js';
import type { AnyKit } from './layers.js';

/** A run as it is told and kept: what the subject hides is no part of what it did. */
export interface ShownRun<L extends Language> extends Omit<Run<L>, 'actual'> {
  readonly actual: readonly ShownOutcome<L>[];
}

/** A run without what the subject hides, which is there for the properties to go by, and is the model's. */
export function shownRun<L extends Language>(run: Run<L>): ShownRun<L> {
  const { hidden } = run;
  if (hidden === undefined) return run;
  return { ...run, actual: run.actual.map((outcome) => leftOut(outcome, hidden)) };
}

/** A violation of such a run, without the same on either side. */
export function shownViolation(violation: Violation, hidden: readonly string[] = []): Violation {
  return {
    ...violation,
    expected: leftOut(violation.expected, hidden),
    actual: leftOut(violation.actual, hidden),
  };
}

/** What decodes the outcomes of a subject that shows only part of them. */
export type ShownDecoders = Readonly<Record<'observation' | 'view', t.Decoder<unknown, object>>>;

/** The fields of an observation and a view that need not be shown, in a layer. */
export function hideableOf({ observation, view }: AnyKit['codecs']): readonly string[] {
  return [...(observation.hideable ?? []), ...(view.hideable ?? [])];
}

/** @param hides - what may be lacking; all that can be hidden in this layer when left out */
export function shownDecoders(codecs: AnyKit['codecs'], hides = hideableOf(codecs)): ShownDecoders {
  const { observation, view } = codecs;
  return { observation: observation.lacking?.(hides) ?? observation, view: view.lacking?.(hides) ?? view };
}

/** Plain data without the fields of these names, at any depth. */
export function leftOut<Value>(value: Value, names: readonly string[]): Value {
  if (names.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => leftOut(item, names)) as Value;
  const fields = Object.entries(value).filter(([name]) => !names.includes(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, leftOut<unknown>(field, names)])) as Value;
}

/** Plain data with what it lacks, at any depth, as another has it. */
export function filledIn(shown: unknown, whole: unknown): unknown {
  if (Array.isArray(shown) && Array.isArray(whole)) return shown.map((item, index) => filledIn(item, whole[index]));
  if (!isFields(shown) || !isFields(whole)) return shown;
  const names = Object.keys({ ...whole, ...shown });
  return Object.fromEntries(
    names.map((name) => [name, name in shown ? filledIn(shown[name], whole[name]) : whole[name]]),
  );
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
