import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChildLink, FIRST_FILE } from './child-link.js';
import { contentOf, namelessFile, pathInChild } from './nameless.js';

void test('a child reads and writes a file that has no name any more', async () => {
  const { TMPDIR } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  process.env['TMPDIR'] = folder;
  try {
    const files = [namelessFile(), namelessFile()] as const;
    assert.deepEqual(readdirSync(folder), []);
    writeSync(files[0], 'what we say');
    const [first, second] = [pathInChild(FIRST_FILE), pathInChild(FIRST_FILE + 1)];
    const child = new ChildLink('/bin/sh', ['-c', `cat ${first} > ${second}; echo ' comes back' >> ${second}`], {
      files,
    });
    assert.equal(await child.ended, 'it ended with 0');
    for (let times = 0; times < 2; times++) assert.equal(contentOf(files[1]), 'what we say comes back\n');
    for (const file of files) closeSync(file);
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    rmSync(folder, { recursive: true });
  }
});
