import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { bootQemu } from './qemu.js';

let folder = '';
const { PATH, TMPDIR } = process.env;
const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'qemu-system-aarch64'), '#!/bin/sh\n');
  chmodSync(join(folder, 'qemu-system-aarch64'), 0o755);
  process.env['PATH'] = folder;
  process.env['TMPDIR'] = join(folder, 'tmp');
});

afterEach(() => {
  process.env['PATH'] = PATH;
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  rmSync(folder, { recursive: true });
});

void test('a machine without a folder for its files is no fault of ours', () => {
  process.env['TMPDIR'] = join(folder, 'missing');
  assert.throws(() => bootQemu({ kernel: '', initramfs: '' }), {
    code: 'KVM_HOST_CACHE_UNWRITABLE',
    detail: /ENOENT.*missing/,
  });
});

void test(
  'a machine that cannot be started leaves no file and no descriptor',
  { skip: process.platform !== 'linux' },
  () => {
    const before = openDescriptors();
    const noSuchName = 'a\0b';
    assert.throws(() => bootQemu({ kernel: noSuchName, initramfs: '' }), { code: 'ERR_INVALID_ARG_VALUE' });
    assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
    assert.equal(openDescriptors(), before);
  },
);
