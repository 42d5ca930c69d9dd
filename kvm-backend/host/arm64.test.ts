import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { requireKernel, requireProgramForArm64 } from './arm64.js';

const folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
after(() => rmSync(folder, { recursive: true }));

/** A file that begins with zeros but for these bytes. */
function file(...pieces: readonly (readonly [offset: number, bytes: Buffer])[]): string {
  const path = join(folder, String(Math.random()));
  const bytes = Buffer.alloc(4096);
  for (const [offset, piece] of pieces) piece.copy(bytes, offset);
  writeFileSync(path, bytes);
  return path;
}

const foreign = { code: 'KVM_HOST_NOT_ARM64' };

void test('a kernel is an arm64 Image, plain or packed by gzip, and nothing else', () => {
  requireKernel(file([56, Buffer.from('ARMd')]));
  requireKernel(file([0, Buffer.from([0x1f, 0x8b])]));
  const bzImage = file([0, Buffer.from('MZ')], [0x202, Buffer.from('HdrS')]);
  for (const path of [file(), bzImage, file([57, Buffer.from('ARMd')])]) {
    assert.throws(() => requireKernel(path), foreign);
  }
  const short = join(folder, 'short');
  writeFileSync(short, 'ARMd');
  assert.throws(() => requireKernel(short), foreign);
  assert.throws(() => requireKernel(join(folder, 'absent')), { code: 'FILE_NOT_READABLE' });
});

void test('a program is an ELF file for AArch64', () => {
  const elf = (machine: number) => file([0, Buffer.from('\x7fELF')], [18, Buffer.from([machine, 0])]);
  requireProgramForArm64(elf(183));
  for (const path of [elf(62), file()]) assert.throws(() => requireProgramForArm64(path), foreign);
});
