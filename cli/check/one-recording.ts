import { basename } from 'node:path';
import { checkRecording } from '../../properties/recording/index.js';
import { exitCodes } from '../exit-codes.js';
import { readText, writeWhole } from '../files.js';
import { recordingReport } from '../recording.js';
import { recordingProblem } from '../report/check-junit.js';
import { junitReport } from '../report/junit.js';
import type { CheckAsked } from './asked.js';

/**
 * Checks a recording of a driver at work.
 * @throws IrqlineError FILE_NOT_READABLE, RECORDING_NOT_UNDERSTOOD and its like, FILE_NOT_WRITABLE
 */
export function checkOneRecording(file: string, { json, junit }: CheckAsked): void {
  const result = checkRecording(readText(file));
  // First, since nothing of a recording is lost: it can be checked again.
  if (junit !== undefined) {
    const problem = recordingProblem(result, file);
    writeWhole(junit, junitReport([{ suite: 'irqline.recording', name: basename(file), seconds: 0, problem }]));
  }
  console.log(json === true ? JSON.stringify(result, null, 2) : recordingReport(result, file).trimEnd());
  process.exitCode = result.verdict === 'pass' ? exitCodes.pass : exitCodes.violation;
}
