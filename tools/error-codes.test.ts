import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { errorCatalogue } from '../spec/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isTest = (name: string): boolean => /(\.test(\.support)?\.ts|^transcript\.md)$/.test(name);

function testsIn(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  return entries.filter(({ name }) => isTest(name)).map(({ parentPath, name }) => join(parentPath, name));
}

// A code that no test names is one that nobody has seen. What a test does with it, this cannot tell.
void test('every error of KVM, its hosts and its reports is met by a test', () => {
  const tests = ['kvm-backend', 'cli'].flatMap(testsIn).map((path) => readFileSync(path, 'utf8'));
  const met = new Set(tests.flatMap((text) => text.match(/\b(?:KVM|REPORT)_[A-Z0-9_]+\b/g) ?? []));
  const codes = Object.keys(errorCatalogue).filter((code) => /^(KVM|REPORT)_/.test(code));
  assert.ok(codes.length > 25);
  assert.deepEqual(
    codes.filter((code) => !met.has(code)),
    [],
  );
});
