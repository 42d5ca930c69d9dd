import { join } from 'node:path';
import { check, encodeTrace, traceOfFailure, type CheckOptions } from '../../properties/index.js';
import { keep } from '../files.js';
import { interruptible } from '../interrupt.js';
import { Progress } from '../progress.js';
import type { CheckedTarget, Target } from '../report/check.js';
import type { CheckAsked } from './asked.js';

/** What generated runs came to, and whether all of them were made. */
export interface CheckedRuns {
  readonly results: readonly Omit<CheckedTarget, 'trace'>[];
  readonly isWhole: boolean;
}

/** Makes the runs that are asked for, of one target after the other, until Ctrl-C. */
export async function checkRuns(targets: readonly Target[], asked: CheckAsked): Promise<CheckedRuns> {
  const { runs, time, shard } = asked;
  const seed = asked.seed ?? Math.floor(Math.random() * 2 ** 31);
  return interruptible((signal) =>
    checkAll(targets, {
      seed,
      runs,
      signal,
      ...(time === undefined ? {} : { timeMs: time }),
      ...(shard === undefined ? {} : { shard }),
    }),
  );
}

/** Checks one layer after the other; a layer that fails does not keep the next from being checked. */
async function checkAll(wanted: readonly Target[], options: CheckOptions): Promise<CheckedRuns> {
  const results: Omit<CheckedTarget, 'trace'>[] = [];
  for (const target of wanted) {
    if (options.signal?.aborted === true) break;
    const progress = new Progress(target.kit.model.layer, 'runs');
    const result = await check(target.kit, target.makeSubject, {
      ...options,
      onProgress: ({ runs, ofRuns }) => progress.update(runs, ofRuns),
    });
    progress.stop();
    results.push({ target, result });
  }
  return { results, isWhole: results.length === wanted.length && !results.some(({ result }) => result.interrupted) };
}

/** Keeps the trace of a failure; what failed is told, also where it cannot be kept. */
export function saveTrace(directory: string, { result }: Omit<CheckedTarget, 'trace'>): CheckedTarget['trace'] {
  if (result.failure === undefined) return undefined;
  const path = join(directory, `${result.subject}-${result.failure.property.id}.json`);
  return keep(path, encodeTrace(traceOfFailure(result.layer, result.subject, result.failure)));
}
