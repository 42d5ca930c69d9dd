import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { libraryEntries } from './libraries.js';

/** An ELF file for a machine, EM_AARCH64 unless another is given, that ends with a text. */
function library(text: string, machine = 183): Buffer {
  const head = Buffer.alloc(HEAD);
  head.write('\x7fELF');
  head.writeUInt16LE(machine, 18);
  return Buffer.concat([head, Buffer.from(text)]);
}

const HEAD = 64;

/** Makes a root file system of these files, and of links where a target is given. */
function inRoot(files: Readonly<Record<string, string | undefined>>, use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  try {
    for (const [path, target] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      if (target === undefined) writeFileSync(join(root, path), library(path));
      else symlinkSync(target, join(root, path));
    }
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const plain = {
  'lib64/libm.so.6': undefined,
  'usr/lib64/libstdc++.so.6': undefined,
  'usr/lib/libgcc_s.so.1': undefined,
};

void test('libraries are found wherever distributions keep them, through links that mean the root', () => {
  const files = {
    ...plain,
    'usr/lib/aarch64-linux-gnu/libc.so.6': 'libc-2.36.so',
    'usr/lib/aarch64-linux-gnu/libc-2.36.so': undefined,
    'lib/ld-linux-aarch64.so.1': '/usr/lib64/ld.so',
    'usr/lib64/ld.so': undefined,
  };
  inRoot(files, (root) => {
    const contents = libraryEntries(root).map((entry) => [
      entry.path,
      entry.kind === 'file' ? Buffer.from(entry.data).subarray(HEAD).toString() : entry.kind,
    ]);
    assert.deepEqual(Object.fromEntries(contents), {
      '/lib/ld-linux-aarch64.so.1': 'usr/lib64/ld.so',
      '/lib/libc.so.6': 'usr/lib/aarch64-linux-gnu/libc-2.36.so',
      '/lib/libm.so.6': 'lib64/libm.so.6',
      '/lib/libstdc++.so.6': 'usr/lib64/libstdc++.so.6',
      '/lib/libgcc_s.so.1': 'usr/lib/libgcc_s.so.1',
      '/lib64': 'link',
    });
  });
});

void test('what is missing is named', () => {
  inRoot({ ...plain, 'lib/ld-linux-aarch64.so.1': 'nowhere' }, (root) =>
    assert.throws(() => libraryEntries(root), {
      code: 'KVM_HOST_MISSING',
      detail: `no ld-linux-aarch64.so.1, libc.so.6 for arm64 under ${root}`,
    }),
  );
});

void test('a library of another machine is refused', () => {
  const files = { ...plain, 'lib/ld-linux-aarch64.so.1': undefined, 'lib/libc.so.6': undefined };
  inRoot(files, (root) => {
    const path = join(root, 'lib/libc.so.6');
    writeFileSync(path, library('', 62));
    assert.throws(() => libraryEntries(root), { code: 'KVM_HOST_NOT_ARM64', detail: `the program ${path}` });
  });
});
