import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import type { CpioEntry } from './cpio.js';
import { hostImage, imageName } from './image.js';
import { packagesFor, packagesIn } from './parts.js';

const program = (text: string): readonly CpioEntry[] => [
  { kind: 'file', path: '/app/main.js', data: Buffer.from(text) },
];

void test('another version of any package, or another program, is another part of the cache', () => {
  const name = (packages: readonly string[], text = 'one'): string =>
    imageName('image-trixie-', packagesIn('/cache', packages), program(text));
  const packages = packagesFor(undefined);
  assert.equal(packages.length, 2);
  assert.equal(name(packages), name(packages));
  assert.match(name(packages), /^image-trixie-[0-9a-f]{16}$/);
  assert.notEqual(name(packages, 'other'), name(packages));
  for (const [index, one] of packages.entries()) {
    const others = packages.with(index, one.replace(/@[^@]*$/, '@99.0.0'));
    assert.notDeepEqual(others, packages);
    assert.notEqual(packagesIn('/cache', others), packagesIn('/cache', packages));
    assert.notEqual(name(others), name(packages));
  }
  assert.notEqual(packagesIn('/cache', packagesFor('/my/node')), packagesIn('/cache', packages));
});

const HOUR_MS = 3_600_000;
const LIBRARIES = ['ld-linux-aarch64.so.1', 'libc.so.6', 'libm.so.6', 'libstdc++.so.6', 'libgcc_s.so.1'];

/** Makes files with these contents, and the folders above them. */
function make(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o755 });
  }
}

void test('an image of parts of one’s own is packed, and clears the cache of what is of no more use', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  const { PATH, XDG_CACHE_HOME } = process.env;
  const cache = join(folder, 'irqline');
  const aged = (name: string, hours: number): void => {
    mkdirSync(join(cache, name), { recursive: true });
    const time = new Date(Date.now() - hours * HOUR_MS);
    utimesSync(join(cache, name), time, time);
  };
  try {
    Object.assign(process.env, { PATH: join(folder, 'bin'), XDG_CACHE_HOME: folder });
    const zboot = Buffer.alloc(1024);
    zboot.write('MZ');
    zboot.write('zimg', 4);
    zboot.set([0, 2, 0, 0, 16], 8); // 16 bytes from 512 on
    zboot.write('gzip', 24);
    zboot.set([64], 60);
    zboot.set([0x50, 0x45, 0, 0, 0x64, 0xaa], 64);
    const elf = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(14), Buffer.from([183, 0])]);
    make(folder, {
      'bin/npm': '#!/bin/sh\n: > koromix.tgz\n',
      'bin/tar': '#!/bin/sh\n',
      vmlinuz: zboot,
      node: elf,
      ...Object.fromEntries(LIBRARIES.map((name) => [`root/lib/${name}`, elf])),
    });
    const of = { kernel: { path: join(folder, 'vmlinuz') }, root: join(folder, 'root'), node: join(folder, 'node') };
    const { kernel, initramfs } = await hostImage(of, () => undefined);
    const current = [kernel, initramfs].map((path) => basename(dirname(path)));
    const packages = basename(packagesIn('', packagesFor(of.node)));
    assert.ok(existsSync(initramfs));
    assert.equal(basename(kernel), 'Image.gz');
    assert.deepEqual(readdirSync(cache).sort(), [...current, packages].sort());

    const family = current[1]?.replace(/[^-]*$/, '') ?? '';
    for (const name of [`${family}0`, 'debian-trixie', 'image-trixie-1', 'koffi-linux-arm64@1']) aged(name, 2);
    for (const name of ['image-trixie-2', 'kernel-2', 'koffi-linux-arm64@2', 'debian-trixie.part-a1b2c3']) {
      aged(name, 31 * 24);
    }
    assert.deepEqual(await hostImage(of, () => assert.fail('made again')), { kernel, initramfs });
    const kept = [...current, packages, 'debian-trixie', 'image-trixie-1', 'koffi-linux-arm64@1'];
    assert.deepEqual(readdirSync(cache).sort(), kept.sort());

    // A library that is mended is packed anew, though the folder above it stays as it was.
    writeFileSync(join(of.root, 'lib', 'libc.so.6'), Buffer.concat([elf, Buffer.from('mended')]));
    const mended = await hostImage(of, () => undefined);
    assert.notEqual(mended.initramfs, initramfs);
    assert.ok(readFileSync(mended.initramfs).includes('mended'));
  } finally {
    process.env['PATH'] = PATH;
    if (XDG_CACHE_HOME === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = XDG_CACHE_HOME;
    rmSync(folder, { recursive: true });
  }
});
