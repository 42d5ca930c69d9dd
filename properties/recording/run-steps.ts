import { isDeepStrictEqual } from 'node:util';
import type { DeviceConfig, DeviceLanguage, DeviceObservation, DeviceView, Model, Subject } from '../../model/index.js';
import { holds } from './claims.js';
import type { Claims, RecordedStep } from './step.js';

/** What a device made of one step. */
export interface StepOutcome {
  /** Null where the step is nothing that the device sees. */
  readonly observation: DeviceObservation | null;
  readonly view: DeviceView;
}

/** Where a device and the recording part. */
export interface Disagreement {
  /** Index of the step. */
  readonly step: number;
  /** Line of the file at which the step begins. */
  readonly line: number;
  readonly message: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Feeds every step to a subject. */
export function runOnSubject(
  subject: Subject<DeviceLanguage>,
  config: DeviceConfig,
  steps: readonly RecordedStep[],
): readonly StepOutcome[] {
  subject.reset(config);
  return steps.map(({ action }) => {
    const observation = action === null ? null : subject.apply(action);
    return { observation, view: subject.observe() };
  });
}

/** What the model says that every step leads to. */
export function runOnModel<State>(
  model: Model<DeviceLanguage, State>,
  config: DeviceConfig,
  steps: readonly RecordedStep[],
): readonly StepOutcome[] {
  let state = model.init(config);
  return steps.map(({ action }) => {
    if (action === null) return { observation: null, view: model.view(state) };
    const next = model.step(state, action);
    state = next.state;
    return { observation: next.observation, view: model.view(state) };
  });
}

/**
 * The first step at which a device that delivers by `signal` does not do what the recording shows, undefined when there
 * is none. The recorded device delivered by level; one that delivers by edge shows the same in all but the line: a pulse
 * for each event, and no signal for anything else.
 */
export function firstDisagreement(
  steps: readonly RecordedStep[],
  outcomes: readonly StepOutcome[],
  signal: 'level' | 'always',
): Disagreement | undefined {
  for (const [index, step] of steps.entries()) {
    const outcome = outcomes[index];
    const found = outcome && compare(signal === 'level' ? step.claims : underEdge(step), outcome);
    if (found !== undefined) return { step: index, line: step.lines[0], ...found };
  }
  return undefined;
}

function underEdge({ action, claims }: RecordedStep): Claims {
  const isEvent = action?.kind === 'usedBuffers' || action?.kind === 'configChange';
  const { line: _level, ...view } = claims.view ?? {};
  return { ...claims, signals: (claims.signals ?? []).flatMap(() => (isEvent ? ['pulse' as const] : [])), view };
}

type Difference = Omit<Disagreement, 'step' | 'line'>;

function compare(claims: Claims, { observation, view }: StepOutcome): Difference | undefined {
  const signals = observation?.signals ?? [];
  const claimed = claims.signals ?? [];
  if (signals.join() !== claimed.join()) {
    return { message: 'the interrupt line does not move as recorded', expected: claimed, actual: signals };
  }
  if (claims.notified !== undefined && observation?.notified !== claims.notified) {
    return {
      message: 'the device is not told of a queue that the driver has made ready',
      expected: claims.notified,
      actual: observation?.notified ?? null,
    };
  }
  const { value } = claims;
  if (value !== undefined && !holds(value, observation?.value ?? NaN)) {
    return {
      message: `a read gives another value than the recording shows (${value.because})`,
      expected: { [value.relation]: value.value },
      actual: observation?.value,
    };
  }
  for (const name of ['Status', 'line'] as const) {
    const expected = claims.view?.[name];
    if (expected !== undefined && view[name] !== expected) {
      return { message: `${name} is not what the recording shows`, expected, actual: view[name] };
    }
  }
  return undefined;
}

/** The first step at which two devices differ, in everything or only in the registers that the driver sees. */
export function firstDifference(
  steps: readonly RecordedStep[],
  outcomes: readonly StepOutcome[],
  others: readonly StepOutcome[],
  what: 'everything' | 'registers',
): Disagreement | undefined {
  const shown = ({ observation, view: { line, ...registers } }: StepOutcome): object =>
    what === 'everything'
      ? { ...observation, ...registers, line }
      : { value: observation?.value ?? null, ...registers };
  for (const [index, step] of steps.entries()) {
    const [outcome, other] = [outcomes[index], others[index]];
    if (outcome === undefined || other === undefined) continue;
    const [expected, actual] = [shown(outcome), shown(other)];
    if (!isDeepStrictEqual(expected, actual)) {
      return { step: index, line: step.lines[0], message: 'the two differ', expected, actual };
    }
  }
  return undefined;
}
