import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLeft } from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { describeDecodeErrors } from '../impl/index.js';
import { integer, kinds, oneOf, oneOfNumbers, unsigned32, unsigned8 } from './codec.js';

type Shape = { readonly kind: 'square'; readonly side: number } | { readonly kind: 'point' };

const shape = kinds<Shape>({ square: { side: integer(1, 9) }, point: {} });

/** What is wrong with a value; undefined when nothing is. */
function wrong(codec: t.Decoder<unknown, unknown>, value: unknown): string | undefined {
  const decoded = codec.decode(value);
  return isLeft(decoded) ? describeDecodeErrors(decoded.left) : undefined;
}

void describe('numbers of a range', () => {
  void it('are whole, and within it', () => {
    for (const value of [-1, 0, 5]) assert.equal(wrong(integer(-1, 5), value), undefined);
    for (const value of [-2, 6, 0.5, NaN, Infinity, '1', null, undefined]) {
      assert.match(wrong(integer(-1, 5), value) ?? '', /an integer from -1 to 5/);
    }
    assert.deepEqual([wrong(unsigned8, 255), wrong(unsigned32, 2 ** 32 - 1)], [undefined, undefined]);
    assert.ok(wrong(unsigned8, 256) !== undefined && wrong(unsigned32, 2 ** 32) !== undefined);
  });
});

void describe('one of a few', () => {
  void it('is one of these and no other, and of the same type', () => {
    assert.equal(wrong(oneOf('edge', 'level'), 'edge'), undefined);
    assert.match(wrong(oneOf('edge', 'level'), 'Edge') ?? '', /one of edge, level/);
    assert.equal(wrong(oneOfNumbers(8, 32), 32), undefined);
    for (const value of [16, '8', null]) assert.match(wrong(oneOfNumbers(8, 32), value) ?? '', /one of 8, 32/);
  });
});

void describe('a value with a kind', () => {
  void it('has the fields of its kind', () => {
    assert.equal(wrong(shape, { kind: 'square', side: 3 }), undefined);
    assert.match(wrong(shape, { kind: 'square', side: 0 }) ?? '', /side: .*an integer from 1 to 9/);
    assert.match(wrong(shape, { kind: 'square' }) ?? '', /side/);
  });

  void it('is not of a kind that nobody knows, a name of every object among them', () => {
    for (const value of [{ kind: 'circle' }, { kind: 'constructor' }, {}, [], null, 'point']) {
      assert.match(wrong(shape, value) ?? '', /kind(:| is missing:) .*one of square, point/, JSON.stringify(value));
    }
  });

  void it('loses fields that its kind does not have, and can be written again', () => {
    const decoded = shape.decode({ kind: 'point', side: 3 });
    assert.ok(!isLeft(decoded));
    assert.deepEqual(decoded.right, { kind: 'point' });
    assert.deepEqual(shape.encode(decoded.right), { kind: 'point' });
    assert.ok(shape.is({ kind: 'square', side: 3 }));
    assert.ok(!shape.is({ kind: 'square', side: 10 }) && !shape.is({ kind: 'circle' }));
  });
});
