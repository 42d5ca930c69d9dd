import { isAsDocumented } from '../../kvm-backend/index.js';
import { exitCodeOfError, exitCodes, type ExitCode } from '../exit-codes.js';
import type { Found } from './session.js';

/** A violation counts for more than the end that its host came to. */
export function exitCodeOfDiff({
  contract,
  known,
  qemu,
  delivery,
  scenarios,
  results,
  isWhole,
  ended,
}: Found): ExitCode {
  const isRight =
    contract.every(({ expected, actual }) => expected === actual) &&
    known.every(isAsDocumented) &&
    (qemu?.known ?? []).every(isAsDocumented) &&
    delivery.every(({ wrong }) => wrong === undefined) &&
    scenarios.every(({ kind }) => kind !== 'differs') &&
    results.every(({ verdict }) => verdict !== 'fail');
  if (!isRight) return exitCodes.violation;
  if (ended !== undefined) return exitCodeOfError(ended);
  if (!isWhole) return exitCodes.interrupted;
  return results.every(({ verdict }) => verdict === 'pass') ? exitCodes.pass : exitCodes.violation;
}
