import { setImmediate } from 'node:timers/promises';
import { followLifecycle, replayLifecycle } from '../../properties/index.js';
import { Progress } from '../progress.js';
import { count } from '../report/verdict.js';
import type { LifecycleRow } from './lifecycles.js';
import { lifecycleText } from './select-lifecycle.js';
import { profileText } from './select.js';

/** Random schedules for each SAFE row. The n-th has n choices before nothing is published any more: a later event rescues. */
const SCHEDULES = 40;

/** What the real code did with the rows of the lifecycle table. */
export interface LifecycleReplays {
  readonly text: string;
  /** Whether it did what the model does, all through. */
  readonly isConfirmed: boolean;
  readonly isWhole: boolean;
}

/**
 * Runs on the real code the run of every LOST row, which has to lose the event at the same step, and random schedules of
 * every SAFE row, which have to lose nothing.
 */
export async function replayLifecycles(
  rows: readonly LifecycleRow[],
  threads: number,
  signal: AbortSignal,
): Promise<LifecycleReplays> {
  const progress = new Progress('real code', 'lifecycles');
  const wrong: string[] = [];
  let [done, lost, schedules, steps] = [0, 0, 0, 0];
  for (const { profile, lifecycle, verdict } of rows) {
    await setImmediate();
    if (signal.aborted) break;
    const name = `${profileText(profile)} ${lifecycleText(lifecycle)}`;
    if ('lostRun' in verdict && verdict.lostRun !== null) {
      const replay = replayLifecycle(profile, lifecycle, verdict.lostRun);
      if (replay.agrees && replay.hasLost) lost += 1;
      else wrong.push(`${name}: another way at step ${replay.steps.length} of ${verdict.lostRun.steps.length}`);
    } else if (verdict.kind === 'SAFE') {
      for (let length = 1; length <= SCHEDULES; length += 1) {
        const result = followLifecycle(profile, threads, lifecycle, choicesOf(length));
        steps += result.steps;
        if (result.difference !== undefined) wrong.push(`${name}: schedule ${length} differs at step ${result.steps}`);
        else if (result.lost !== 0) wrong.push(`${name}: schedule ${length} loses an event`);
        else schedules += 1;
      }
    }
    progress.update((done += 1), rows.length);
  }
  progress.stop();
  const text = [
    `On the real code (IrqLine, SoftGic, a scripted driver): ${count(lost)} LOST runs lose the event at the same step,`,
    `${count(schedules)} random schedules of the SAFE ones lose nothing (${count(steps)} steps, compared after each).`,
    ...wrong.map((line) => `It went another way: ${line}`),
  ].join('\n');
  return { text, isConfirmed: wrong.length === 0, isWhole: done === rows.length };
}

/** So many numbers without a pattern, always the same (a linear congruential generator, its upper bits). */
function* choicesOf(length: number): Generator<number> {
  let state = Math.imul(length, 0x9e3779b1);
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 16;
  }
}
