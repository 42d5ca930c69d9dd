import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'node:test';
import { findProgram } from '../kvm-backend/host/command.js';
import { needs } from '../kvm-backend/testing/requirement.js';
import { matches, parseTranscript, type Ran } from './transcript.test.support.js';
import { WarmIrqline } from './warm.test.support.js';

const directory = mkdtempSync(join(tmpdir(), 'irqline-gic-'));
after(() => rmSync(directory, { recursive: true }));

const warm = new WarmIrqline();
after(async () => warm.close());

void describe('the example of a GIC in Python', needs(findProgram('python3') !== undefined, 'no python3 here'), () => {
  const example = fileURLToPath(new URL('../../docs/adapters/gic.py', import.meta.url));
  const page = readFileSync(new URL('../../docs/adapters.md', import.meta.url), 'utf8');
  const check = async (file: string, runs: number): Promise<Ran> =>
    warm.run(['check', '--adapter', `python3 ${file}`, '--seed', '1', '--runs', String(runs)], directory);

  void it('passes, as the page shows it', async () => {
    const command = "npx irqline check --adapter 'python3 docs/adapters/gic.py' --seed 1 --runs 30";
    const shown = parseTranscript(page.replace(/^# /, '## '))
      .flatMap(({ cases }) => cases)
      .find((one) => one.command === command);
    assert.ok(shown !== undefined);
    const { exitCode, stdout } = await check(example, 30);
    assert.deepEqual([exitCode, matches(shown.stdout, stdout)], [0, true], stdout);
  });

  for (const [what, right, wrong, words] of [
    [
      'an acknowledge that uses nothing up, by its clauses',
      'it.latch, it.active = False, True',
      'it.active = True',
      /✗ acknowledge-activates: (?:SPI|PPI) .* should not be pending once it is acknowledged, but is\n[^]*\n {2}GIC-T7 /,
    ],
    [
      'an enable that does not read as it was written, by the comparison alone, and says so',
      '"enableGrp0": self.enables[0]',
      '"enableGrp0": False',
      /\n {2}no clause is broken, only the comparison: yours may be as right[^]*\n✗ agrees-with-the-model: /,
    ],
  ] as const) {
    void it(`fails with ${what}`, async () => {
      const file = join(directory, 'faulty.py');
      const text = readFileSync(example, 'utf8');
      assert.equal(text.split(right).length, 2, `the example has ${right} once`);
      writeFileSync(file, text.replace(right, wrong));
      const { exitCode, stdout } = await check(file, 5);
      assert.equal(exitCode, 1, stdout);
      assert.match(stdout, words);
    });
  }
});
