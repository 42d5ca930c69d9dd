import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const page = readFileSync(new URL('../../../docs/vectors.md', import.meta.url), 'utf8');
const vectors = fileURLToPath(new URL('../../../spec/vectors', import.meta.url));
const example = /```python\n(.*?)```/s.exec(page)?.[1] ?? '';

// With IRQLINE_REQUIRE_ALL=1, as in CI, a Python that is missing is a failure.
const mayRun = spawnSync('python3', ['--version']).status === 0 || process.env['IRQLINE_REQUIRE_ALL'] === '1';

void describe('the example of docs/vectors.md', { skip: mayRun ? false : 'python3 is not installed' }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'irqline-python-'));
  after(() => rmSync(directory, { recursive: true }));

  const run = (text: string): string => {
    const script = join(directory, 'toy.py');
    writeFileSync(script, text);
    const { status, stdout, stderr } = spawnSync('python3', [script, vectors], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  };

  const without = (part: string, instead = ''): string => {
    assert.ok(example.includes(part), part);
    return example.replace(part, instead);
  };

  void it('passes all that it does not skip', () => {
    const [, passed] = /^(\d+) passed, 0 failed, \d+ skipped\n$/.exec(run(example)) ?? [];
    assert.ok(Number(passed) >= 8, run(example));
  });

  void it('fails and names the clause once its reset keeps InterruptStatus', () => {
    const faulty = without('            if self.status == 0:\n                self.interrupt_status = 0\n');
    assert.match(run(faulty), /^device\/fault\/reset-keeps-status\/always \(VIRTIO-N2, .*\): step 6, [^]* 1 failed, /);
  });

  void it('fails once it acknowledges what was not named, or signals too early', () => {
    assert.match(run(without('&= ~action["value"]', '= 0')), /VIRTIO-N15[^]* [1-9] failed, /);
    assert.match(run(without('self.status & 4 == 0', 'False')), /VIRTIO-N6[^]* [1-9] failed, /);
  });
});
