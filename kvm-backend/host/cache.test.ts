import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { IrqlineError } from '../../spec/errors.js';
import { cached, cacheFolder, removeHalfMade, removeOthers } from './cache.js';

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
    // Below which nothing can be made, and where Node's own recursion would not end.
    await assert.rejects(cached('/proc/none/irqline/part', make), { code: 'KVM_HOST_CACHE_UNWRITABLE' });
  }));

void test('XDG_CACHE_HOME says where, and the home folder otherwise', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/elsewhere' }), '/elsewhere/irqline');
  assert.match(cacheFolder({ XDG_CACHE_HOME: '' }), /\/\.cache\/irqline$/);
});

void test('of two that make a part at the same time the slower takes what the quicker made', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'part');
    const slower = cached(path, async (part) => {
      await cached(path, make);
      writeFileSync(join(part, 'file'), 'late');
    });
    assert.equal(readFileSync(join(await slower, 'file'), 'utf8'), 'whole');
    assert.deepEqual(readdirSync(folder), ['part']);
  }));

const HOURS_MS = 3_600_000;

/** A part that was last used so long ago. */
function agedPart(folder: string, name: string, hours: number): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'file'), 'whole');
  const time = new Date(Date.now() - hours * HOURS_MS);
  utimesSync(path, time, time);
  return path;
}

void test('others of a kind go once nobody has used them for a while', () =>
  inFolder((folder) => {
    const inUse = agedPart(folder, 'image-a-3', 1.1);
    agedPart(folder, 'image-a-1', 1.1);
    agedPart(folder, 'image-a-2', 0.9);
    agedPart(folder, 'image-b-1', 24 * 30.1);
    agedPart(folder, 'image-b-2', 24 * 29.9);
    agedPart(folder, 'image-a-3.part-a1b2c3', 24 * 40);
    agedPart(folder, 'debian-trixie', 24 * 40);
    const left = () => readdirSync(folder).sort();
    const kept = ['debian-trixie', 'image-a-2', 'image-a-3', 'image-a-3.part-a1b2c3', 'image-b-2'];
    removeOthers(inUse, 'image-a-');
    assert.deepEqual(left(), [...kept, 'image-b-1'].sort());
    removeOthers(inUse, 'image-', 30);
    assert.deepEqual(left(), kept);
    return Promise.resolve();
  }));

void test('what another process found just now is not removed under it', () =>
  inFolder(async (folder) => {
    const other = agedPart(folder, 'image-a-1', 24);
    const inUse = agedPart(folder, 'image-a-2', 0);
    await cached(other, () => assert.fail('made again'));
    removeOthers(inUse, 'image-a-');
    assert.ok(statSync(other).isDirectory());
  }));

void test('what a process that was killed left half-made goes after a day', () =>
  inFolder((folder) => {
    agedPart(folder, 'debian-trixie.part-a1b2c3', 24.1);
    agedPart(folder, 'debian-trixie.part-d4e5f6', 23.9);
    agedPart(folder, 'debian-trixie', 1000);
    removeHalfMade(folder);
    assert.deepEqual(readdirSync(folder).sort(), ['debian-trixie', 'debian-trixie.part-d4e5f6']);
    removeHalfMade(join(folder, 'none yet'));
    return Promise.resolve();
  }));
