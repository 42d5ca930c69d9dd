import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IrqlineError } from '../spec/index.js';
import { exitCodeOfError } from './exit-codes.js';

void test('a fault of ours has an exit code of its own, also when it was met in KVM’s process', () => {
  const codes = ['UNKNOWN_NAME', 'KVM_HOST_DIED', 'KVM_HOST_REFUSED'] as const;
  const errors = [...codes.map((code) => new IrqlineError(code, 'here')), new TypeError('a bug'), 'thrown'];
  assert.deepEqual(errors.map(exitCodeOfError), [2, 3, 4, 4, 4]);
});
