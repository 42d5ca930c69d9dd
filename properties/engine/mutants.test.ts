import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deviceKit } from '../device/kit.js';
import { implementation } from '../device/implementation.js';
import { checkMutants } from './mutants.js';

void describe('checkMutants', () => {
  const two = deviceKit.mutants.slice(0, 2);

  void it('says which mutant was killed, after how many runs and in how many steps', async () => {
    const seen: string[] = [];
    const { results, withoutFault } = await checkMutants(
      { ...deviceKit, mutants: two },
      { seed: 1, runs: 600, onMutant: (done, of) => seen.push(`${done}/${of}`) },
    );
    assert.deepEqual(
      results.map(({ mutant, killed }) => [mutant.id, killed]),
      two.map(({ id }) => [id, true]),
    );
    for (const { runs, steps } of results) assert.ok(runs >= 1 && runs <= 600 && steps !== undefined && steps > 0);
    assert.deepEqual([withoutFault.verdict, withoutFault.subject], ['pass', 'impl']);
    assert.deepEqual([...new Set(seen)], ['0/3', '1/3', '2/3'], 'the last is the implementation without a fault');
  });

  void it('tells a survivor by its name', async () => {
    const harmless = two.map((mutant) => ({ ...mutant, subject: () => implementation(mutant.id) }));
    const { results } = await checkMutants({ ...deviceKit, mutants: harmless }, { seed: 1, runs: 100 });
    assert.deepEqual(
      results.map(({ killed, runs, steps }) => ({ killed, runs, steps })),
      two.map(() => ({ killed: false, runs: 100, steps: undefined })),
    );
  });

  void it('stops between two mutants', async () => {
    const controller = new AbortController();
    const onMutant = (done: number): void => void (done === 1 && controller.abort());
    const { results } = await checkMutants(deviceKit, { seed: 1, runs: 600, signal: controller.signal, onMutant });
    assert.deepEqual(
      results.map(({ killed }) => killed),
      [true, false],
    );
  });
});
