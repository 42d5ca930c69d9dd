import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CpioEntry } from './cpio.js';
import { imageName } from './image.js';
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
