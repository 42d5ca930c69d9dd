import assert from 'node:assert/strict';
import { judgeAll, type Row } from './judge.js';

let rows: Promise<readonly Row[]> | undefined;

/** All profiles with one device thread, judged once for all tests of a process. */
export function oneThreadRows(): Promise<readonly Row[]> {
  rows ??= judgeAll(1, 1e6, new AbortController().signal).then((judged) => {
    assert.ok(judged.isWhole);
    return judged.rows;
  });
  return rows;
}
