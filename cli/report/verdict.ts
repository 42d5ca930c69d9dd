import type { CheckResult } from '../../properties/index.js';
import type { Language } from '../../model/index.js';
import { pc } from '../colour.js';

/** One line on what the check of a layer came to, and what fell short. */
export function verdictLines(result: CheckResult<Language>): readonly string[] {
  const mark = { pass: pc.green('✓'), fail: pc.red('✗'), inconclusive: pc.yellow('?') }[result.verdict];
  const early = result.stoppedEarly ? ', stopped early' : '';
  return [
    `${mark} ${result.layer}: ${result.subject} ${result.verdict} (${figures(result)}${early})`,
    ...result.witnesses
      .filter((witness) => result.verdict === 'inconclusive' && witness.count < witness.required)
      .map(
        (witness) =>
          `  ${witness.property} was not tested enough: "${witness.name}" was met ${witness.count} times, and ${witness.required} are wanted`,
      ),
  ];
}

/** How much was run, how fast, and what makes the same runs again. */
export function figures({ runs, actions, elapsedMs, seed }: Figures): string {
  const rate = elapsedMs === 0 ? 0 : Math.round(actions / (elapsedMs / 1000));
  return `${counted(runs, 'run')}, ${counted(actions, 'action')}, ${count(rate)} actions/s, seed ${seed}`;
}

type Figures = Pick<CheckResult<Language>, 'runs' | 'actions' | 'elapsedMs' | 'seed'>;

/** How often each property met its interesting cases. */
export function witnessLines(result: CheckResult<Language>): readonly string[] {
  return result.witnesses.map(
    ({ property, name, count: met, required }) =>
      `    ${property}: ${name}: ${count(met)} (at least ${count(required)})`,
  );
}

/** So many of something that a word with a plural in -s is for. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** A number as people read it. */
export function count(value: number): string {
  return value.toLocaleString('en');
}
