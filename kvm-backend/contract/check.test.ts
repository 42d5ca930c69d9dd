import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared } from './check.js';
import { contractCases } from './cases/index.js';

const caseOf = (id: string) => {
  const found = contractCases.find((entry) => entry.id === id);
  assert.ok(found, id);
  return found;
};

void test('a machine whose GICv3 has a GICv2 within may say so, and nothing else', () => {
  const beside = caseOf('create-a-gicv2-beside-it');
  const isRight = (actual: string): boolean => compared(beside, actual).expected === actual;
  assert.deepEqual(['ENODEV', 'EEXIST', 'ok', 'EINVAL'].map(isRight), [true, true, false, false]);
});

void test('what KVM documents but does not answer is wrong: what it does is held to what was seen', () => {
  const unknown = caseOf('cpu-interface-unknown');
  assert.equal(unknown.documented, 'ENXIO');
  assert.deepEqual(compared(unknown, 'ENXIO'), { id: unknown.id, expected: 'ENOENT', actual: 'ENXIO' });
});
