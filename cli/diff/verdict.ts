import { isAsDocumented } from '../../kvm-backend/index.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Found } from './session.js';

export function exitCodeOf({ contract, known, delivery, scenarios, results, isWhole }: Found): ExitCode {
  const isRight =
    contract.every(({ expected, actual }) => expected === actual) &&
    known.every(isAsDocumented) &&
    delivery.every(({ wrong }) => wrong === undefined) &&
    scenarios.every(({ kind }) => kind !== 'differs') &&
    results.every(({ verdict }) => verdict !== 'fail');
  if (!isRight) return exitCodes.violation;
  if (!isWhole) return exitCodes.interrupted;
  return results.every(({ verdict }) => verdict === 'pass') ? exitCodes.pass : exitCodes.violation;
}
