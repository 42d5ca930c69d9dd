import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { DocumentedOutcome } from '../../kvm-backend/index.js';
import { documentedLines } from './documented-text.js';

const linesOf = (...known: readonly DocumentedOutcome[]): readonly string[] =>
  documentedLines({ contract: [], delivery: [], scenarios: [], known }, []).map(stripVTControlCharacters);
const all = (right: number, of: number): string =>
  `${right} of ${of} documented quirks and divergences are as documented`;

void test('what is gone on a kernel that is not listed is news, as what shows there is', () => {
  assert.deepEqual(linesOf({ id: 'K1', kind: 'gone', isListed: false }, { id: 'K2', kind: 'shows', isListed: false }), [
    `✓ ${all(2, 2)}`,
    '  K1: gone here; this kernel is not listed for it',
    '  K2: shows here too, on a kernel that is not listed for it',
  ]);
});

void test('what a listed kernel shows is no news, and what it no longer shows is wrong', () => {
  assert.deepEqual(linesOf({ id: 'K1', kind: 'shows', isListed: true }), [`✓ ${all(1, 1)}`]);
  assert.deepEqual(linesOf({ id: 'K1', kind: 'gone', isListed: true }), [
    `✗ ${all(0, 1)}`,
    '  K1: no longer shows on a kernel that is listed for it',
  ]);
  assert.deepEqual(linesOf({ id: 'K1', kind: 'otherwise', isListed: false }), [
    `✗ ${all(0, 1)}`,
    '  K1: KVM does neither this nor what one would expect\n',
  ]);
});
