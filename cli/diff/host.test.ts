import assert from 'node:assert/strict';
import { test } from 'node:test';
import { USUAL_PATIENCE_MS } from '../../kvm-backend/index.js';
import { whereAgain } from './host.js';

const usual = { host: 'auto', kernel: 'trixie', patience: USUAL_PATIENCE_MS } as const;

void test('an emulated host is found again by all that it is made of', () => {
  assert.deepEqual(whereAgain(usual, 'emulated'), ['--kernel trixie']);
  const own = {
    ...usual,
    host: 'emulated',
    kernel: 'my Image',
    node: 'node',
    root: 'root',
    patience: 300_000,
  } as const;
  assert.deepEqual(whereAgain(own, 'emulated'), [
    "--kernel 'my Image'",
    '--host emulated',
    '--node node',
    '--root root',
    '--patience 300000ms',
  ]);
});

void test('this machine’s own KVM is found again without what only an emulated one has', () => {
  assert.deepEqual(whereAgain({ ...usual, node: 'node', root: 'root' }, 'native'), []);
  assert.deepEqual(whereAgain({ ...usual, host: 'native', patience: 5000 }, 'native'), [
    '--host native',
    '--patience 5000ms',
  ]);
});
