import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { CheckedTarget, FixedChecks } from '../report/check.js';

/** What a check came to: `error` when an adapter could go on no more, `inconclusive` when too little was run to tell. */
export type CheckVerdict = 'pass' | 'fail' | 'error' | 'inconclusive';

/** A violation counts for more than an end before the time. @param isWhole - whether all was made that was to be */
export function verdictOf(
  checked: readonly Pick<CheckedTarget, 'result'>[],
  { recordings, scenarios }: FixedChecks,
  isWhole: boolean,
): CheckVerdict {
  const isBroken =
    checked.some(({ result }) => result.verdict === 'fail') ||
    recordings.some(({ result }) => result.verdict === 'violation') ||
    scenarios.some(({ broken }) => broken !== undefined);
  if (isBroken) return 'fail';
  if (checked.some(({ result }) => result.ended !== undefined)) return 'error';
  return isWhole && checked.every(({ result }) => result.verdict === 'pass') ? 'pass' : 'inconclusive';
}

/** What the process exits with for it. */
export function exitCodeOfCheck(verdict: CheckVerdict, isWhole: boolean): ExitCode {
  switch (verdict) {
    case 'pass':
      return exitCodes.pass;
    case 'fail':
      return exitCodes.violation;
    case 'error':
      return exitCodes.environment;
    case 'inconclusive':
      return isWhole ? exitCodes.violation : exitCodes.interrupted;
  }
}
