import { isAsDocumented } from '../../kvm-backend/index.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Found } from './session.js';

/** @param wanted - how many rungs there were to be */
export function exitCodeOf({ documented: { contract, known }, results }: Found, wanted: number): ExitCode {
  const asDocumented = contract.every(({ expected, actual }) => expected === actual) && known.every(isAsDocumented);
  if (!asDocumented || results.some(({ verdict }) => verdict === 'fail')) return exitCodes.violation;
  if (results.length < wanted || results.some(({ interrupted }) => interrupted)) return exitCodes.interrupted;
  return results.every(({ verdict }) => verdict === 'pass') ? exitCodes.pass : exitCodes.violation;
}
