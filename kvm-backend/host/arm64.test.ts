import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { requireKernel, requireProgramForArm64 } from './arm64.js';
import { unwrap } from './zboot.js';

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

/** The head of a kernel within an EFI program, for a machine of PE. */
function zboot(compression: string, machine: number, zimg: string = 'zimg'): string {
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32LE(1024, 0);
  numbers.writeUInt32LE(2048, 4);
  const pe = Buffer.from([0x50, 0x45, 0, 0, machine & 0xff, machine >>> 8]);
  const payload = Buffer.from([0x1f, 0x8b, 8]);
  return file(
    [0, Buffer.from('MZ')],
    [4, Buffer.from(zimg)],
    [8, numbers],
    [24, Buffer.from(compression)],
    [60, Buffer.from([64])],
    [64, pe],
    [1024, payload],
  );
}

void test('a kernel within an EFI program is one, if it is of arm64 and QEMU can unpack it', async () => {
  assert.equal(requireKernel(file([56, Buffer.from('ARMd')])), undefined);
  const path = zboot('gzip', 0xaa64);
  const payload = requireKernel(path) ?? assert.fail();
  assert.deepEqual(payload, { start: 1024, size: 2048, compression: 'gzip' });
  const unwrapped = await unwrap(path, payload, folder);
  assert.deepEqual(readFileSync(unwrapped), readFileSync(path).subarray(1024, 3072));
  const riscv64 = zboot('gzip', 0x5064);
  for (const other of [riscv64, zboot('gzip', 0xaa64, 'none')]) assert.throws(() => requireKernel(other), foreign);
  const zstd = zboot('zstd', 0xaa64);
  assert.throws(() => requireKernel(zstd), {
    code: 'KVM_HOST_KERNEL_PACKED',
    detail: `${zstd} (zstd): tail -c +1025 '${zstd}' | head -c 2048 | zstd -d > Image`,
  });
});

void test('a program is an ELF file for AArch64', () => {
  const elf = (machine: number) => file([0, Buffer.from('\x7fELF')], [18, Buffer.from([machine, 0])]);
  requireProgramForArm64(elf(183));
  for (const path of [elf(62), file()]) assert.throws(() => requireProgramForArm64(path), foreign);
});
