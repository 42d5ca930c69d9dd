import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { bundleOf } from '../../properties/index.js';
import { readBundle, writeBundle } from './directory.js';
import { publishedVectors, vectorSchemas } from './stored.js';

describe('a directory of vectors', () => {
  const root = mkdtempSync(join(tmpdir(), 'irqline-vectors-'));
  after(() => rmSync(root, { recursive: true }));
  const all = bundleOf(publishedVectors({}), vectorSchemas(), '1');
  const few = bundleOf(publishedVectors({ layer: 'system' }), vectorSchemas(), '1');
  let made = 0;
  const fresh = (): string => join(root, `${(made += 1)}`, 'deep');

  test('holds what was written, and nothing else', () => {
    const directory = fresh();
    writeBundle(directory, all);
    assert.deepEqual(readBundle(directory), all);
    assert.equal(readFileSync(join(directory, 'gic.json'), 'utf8'), all.get('gic.json'));
    assert.deepEqual(readdirSync(directory), [...all.keys()].toSorted());
  });

  test('is replaced when it is empty, or as it was written before', () => {
    const directory = fresh();
    mkdirSync(directory, { recursive: true });
    for (const bundle of [few, all, few]) {
      writeBundle(directory, bundle);
      assert.deepEqual(readBundle(directory), bundle);
    }
  });

  test('is left as it is when it has a file of somebody else', () => {
    for (const harm of [
      (directory: string) => writeFileSync(join(directory, 'notes.txt'), 'mine'),
      (directory: string) => writeFileSync(join(directory, 'device.json'), 'mine'),
      (directory: string) => writeFileSync(join(directory, 'gic.json'), `${all.get('gic.json') ?? ''}\n`),
      (directory: string) => rmSync(join(directory, 'manifest.json')),
      (directory: string) => mkdirSync(join(directory, 'folder')),
    ]) {
      const directory = fresh();
      writeBundle(directory, all);
      harm(directory);
      const before = readdirSync(directory);
      assert.throws(() => writeBundle(directory, few), { code: 'DIRECTORY_NOT_OURS' });
      assert.deepEqual(readdirSync(directory), before);
    }
  });

  test('is not half written: neither where a file stands in its place, nor below one, nor where nothing can be written', () => {
    const directory = fresh();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'file'), '');
    for (const path of [
      join(directory, 'file'),
      join(directory, 'file', 'vectors'),
      '/proc/vectors',
      '/proc/deep/vectors',
    ]) {
      assert.throws(() => writeBundle(path, few), { code: 'FILE_NOT_WRITABLE' }, path);
    }
    assert.deepEqual(readdirSync(directory), ['file']);
  });

  test('takes away what it had begun when a file cannot be written', () => {
    const directory = fresh();
    const tooLong = 'x'.repeat(300);
    assert.throws(() => writeBundle(directory, new Map([...few, [tooLong, '']])), { code: 'FILE_NOT_WRITABLE' });
    assert.throws(() => readdirSync(directory), { code: 'ENOENT' });
    assert.throws(() => readdirSync(dirname(directory)), { code: 'ENOENT' });
    mkdirSync(directory, { recursive: true });
    assert.throws(() => writeBundle(directory, new Map([...few, [tooLong, '']])), { code: 'FILE_NOT_WRITABLE' });
    assert.deepEqual(readdirSync(directory), []);
  });
});
