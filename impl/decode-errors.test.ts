import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { unsigned32 } from './codec.js';
import { describeDecodeErrors } from './decode-errors.js';

const described = (codec: t.Decoder<unknown, unknown>, value: unknown): string => {
  const decoded = codec.decode(value);
  assert.ok(isLeft(decoded));
  return describeDecodeErrors(decoded.left);
};

test('decode errors are described also when a codec gives none, or no context', () => {
  assert.equal(describeDecodeErrors([]), 'unknown reason');
  assert.equal(describeDecodeErrors([{ value: 1, context: [] }]), 'value: expected something else, got 1');
});

test('one of several that were wanted is told with all of them, and has no name of its own in the path', () => {
  const codec = t.type({
    value: t.union([unsigned32, t.null]),
    more: t.union([t.type({ at: unsigned32 }), t.undefined]),
  });
  const more = { more: undefined };
  const wanted = 'an integer from 0 to 4294967295';
  assert.equal(described(codec, { value: 'x', ...more }), `value: expected ${wanted} or null, got "x"`);
  assert.equal(described(codec, more), `value is missing: expected ${wanted} or null`);
  assert.equal(described(codec, { value: 1, more: { at: -1 } }), `more.at: expected ${wanted}, got -1`);
  assert.match(described(codec, { value: 1, more: 5 }), /^more: expected \{ at: [^|]*\}, got 5$/);
  assert.match(described(t.intersection([codec, t.type({ last: t.null })]), { value: 1, ...more, last: 1 }), /^last: /);
});

test('a number whose digits were lost is told without them', () => {
  assert.match(described(unsigned32, JSON.parse('18446744073709551615')), /, got about 1\.84e\+19$/);
  assert.match(described(unsigned32, 2 ** 32), /, got 4294967296$/);
});
