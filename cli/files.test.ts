import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { assertWritable, writeWhole } from './files.js';

describe('a file to write', () => {
  const directory = mkdtempSync(join(tmpdir(), 'irqline-files-'));
  after(() => rmSync(directory, { recursive: true }));

  test('is tried beforehand without a trace, and what is there stays', () => {
    const path = join(directory, 'deep', 'page.html');
    assertWritable(path);
    assertWritable(join(directory, 'deep', 'deeper', 'page.html'));
    assert.deepEqual(readdirSync(directory), []);
    mkdirSync(join(directory, 'deep'));
    assertWritable(path);
    assert.deepEqual(readdirSync(join(directory, 'deep')), []);
    writeWhole(path, 'page');
    assertWritable(path);
    assert.equal(readFileSync(path, 'utf8'), 'page');
    assert.deepEqual(readdirSync(join(directory, 'deep')), ['page.html']);
  });

  test('is refused where it cannot be: in place of a directory, below a file, in a place that takes none', () => {
    mkdirSync(join(directory, 'folder'));
    writeFileSync(join(directory, 'file'), '');
    for (const path of [
      join(directory, 'folder'),
      join(directory, 'file', 'page.html'),
      '/proc/page.html',
      '/proc/deep/er/page.html',
      join(directory, 'new', 'er', 'x'.repeat(300)),
      join(directory, 'new', 'x'.repeat(300), 'page.html'),
    ]) {
      for (const refused of [assertWritable, (to: string): void => writeWhole(to, 'page')]) {
        assert.throws(() => refused(path), { code: 'FILE_NOT_WRITABLE' }, path);
      }
    }
    assert.deepEqual(readdirSync(directory).toSorted(), ['deep', 'file', 'folder']);
  });
});
