import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { IrqlineError } from '../../spec/errors.js';
import { cached, cacheFolder } from './cache.js';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const make = (part: string) => {
  writeFileSync(join(part, 'file'), 'whole');
  return Promise.resolve();
};

void test('a part is made once, and found afterwards', () =>
  inFolder(async (folder) => {
    const path = await cached(join(folder, 'deep', 'part'), make);
    assert.equal(readFileSync(join(path, 'file'), 'utf8'), 'whole');
    await cached(path, () => assert.fail('made again'));
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['part']);
  }));

void test('what fails half-way leaves nothing behind, and its own error', () =>
  inFolder(async (folder) => {
    const half = cached(join(folder, 'part'), async (part) => {
      await make(part);
      throw new IrqlineError('KVM_HOST_FETCH_FAILED', 'the network went away');
    });
    await assert.rejects(half, { code: 'KVM_HOST_FETCH_FAILED' });
    assert.deepEqual(readdirSync(folder), []);
  }));

void test('a full disk or a folder that cannot be made is one clear error', () =>
  inFolder(async (folder) => {
    const full = cached(join(folder, 'part'), () =>
      Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' })),
    );
    await assert.rejects(full, { code: 'KVM_HOST_CACHE_UNWRITABLE' });
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(cached(join(folder, 'file', 'part'), make), { code: 'KVM_HOST_CACHE_UNWRITABLE' });
  }));

void test('XDG_CACHE_HOME says where, and the home folder otherwise', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/elsewhere' }), '/elsewhere/irqline');
  assert.match(cacheFolder({ XDG_CACHE_HOME: '' }), /\/\.cache\/irqline$/);
});
