import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { same } from './same.js';

test('same is isDeepStrictEqual on JSON data', () => {
  const small = fc.jsonValue({ maxDepth: 2 });
  fc.assert(fc.property(small, small, (one, other) => same(one, other) === isDeepStrictEqual(one, other)));
  fc.assert(fc.property(fc.jsonValue(), (value) => same(value, structuredClone(value))));
});

test('same tells apart what differs in one place only', () => {
  const value = { a: [1, { b: null }], c: 'd' };
  assert.equal(same(value, { a: [1, { b: null }], c: 'd' }), true);
  assert.equal(same(value, { a: [1, { b: 0 }], c: 'd' }), false);
  assert.equal(same(value, { a: [1, { b: null }, 2], c: 'd' }), false);
  assert.equal(same(value, { a: [1, { b: null }], e: 'd' }), false);
  assert.equal(same([], {}), false);
  assert.equal(same(null, {}), false);
});
