import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
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
void test('every error is met by a test', () => {
  const folders = ['spec', 'model', 'impl', 'properties', 'kvm-backend', 'cli', 'tools'];
  const tests = folders.flatMap(testsIn).map((path) => readFileSync(path, 'utf8'));
  const met = new Set(tests.flatMap((text) => text.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? []));
  // Those that bear the name of an errno are derived from it: kvm-error.test.ts goes through all of them.
  const codes = Object.keys(errorCatalogue).filter((code) => !(code.replace(/^KVM_/, '') in constants.errno));
  assert.ok(codes.length > 60);
  assert.deepEqual(
    codes.filter((code) => !met.has(code)),
    [],
  );
});
