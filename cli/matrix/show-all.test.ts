import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { axes, namedSystems, profiles } from '../../model/index.js';
import { showLifecycles, showProfiles } from './show-all.js';

/** A signal that is aborted once it has been looked at so often: Ctrl-C, whatever the machine takes for the work before. */
function abortedAfter(looks: number): { readonly signal: AbortSignal; readonly looks: () => number } {
  let done = 0;
  const signal = Object.defineProperty(new AbortController().signal, 'aborted', { get: () => (done += 1) > looks });
  return { signal, looks: () => done };
}

interface Told {
  readonly isWhole: boolean;
  readonly profiles: readonly unknown[];
  readonly lifecycles?: readonly unknown[];
}

const told = (text: string | undefined): Told => JSON.parse(text ?? '') as Told;
/** What is looked through for what is SAFE. */
const named = new Set(namedSystems.map(({ choices }) => JSON.stringify(choices))).size * axes.driver.length;
const few = Array.from(profiles()).slice(0, 2);

void describe('the matrix, on Ctrl-C', () => {
  void it('shows what was judged, says that it is not all, and ends with 130', async () => {
    const { text, exitCode } = await showProfiles('all', 'json', 1, abortedAfter(3).signal);
    const { isWhole, profiles: rows } = told(text);
    assert.deepEqual([exitCode, isWhole, rows.length], [130, false, 3]);
  });

  void it('begins no lifecycles after it, and stops at once', async () => {
    const { signal, looks } = abortedAfter(1);
    const { text, exitCode } = await showLifecycles('json', 1, signal, few);
    const { isWhole, profiles: rows, lifecycles } = told(text);
    assert.deepEqual([exitCode, isWhole, rows.length, lifecycles], [130, false, 1, []]);
    assert.ok(looks() < 10, `${looks()} looks`);
  });

  void it('among the lifecycles is told, too', async () => {
    const { signal, looks } = abortedAfter(few.length + named + 5);
    const { text, exitCode } = await showLifecycles('json', 1, signal, few);
    const { isWhole, profiles: rows, lifecycles } = told(text);
    assert.deepEqual([exitCode, isWhole, rows.length, lifecycles?.length], [130, false, 2, 5]);
    assert.ok(looks() < few.length + named + 10, `${looks()} looks`);
  });

  void it('replays nothing after it', async () => {
    const { text, exitCode } = await showLifecycles('replay', 1, abortedAfter(1).signal, few);
    assert.equal(exitCode, 130);
    assert.doesNotMatch(text ?? '', /real code|known faults/);
  });
});
