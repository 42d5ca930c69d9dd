import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from 'io-ts';
import { IrqlineError } from '../spec/errors.js';
import { decodeState, encodeState, type SavedStateFormat } from './saved-state.js';

interface Body {
  readonly count: number;
  readonly inner: { readonly names: readonly string[] };
}

const format: SavedStateFormat<Body> = {
  name: 'irqline/example',
  version: 2,
  codec: t.strict({ count: t.number, inner: t.strict({ names: t.readonlyArray(t.string) }) }),
};
const body: Body = { count: 7, inner: { names: ['VRING', 'ö'] } };
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const refusal = (bytes: Uint8Array): IrqlineError => {
  try {
    decodeState(format, bytes);
  } catch (error) {
    assert.ok(error instanceof IrqlineError);
    return error;
  }
  throw new assert.AssertionError({ message: 'the state was taken' });
};

test('what was encoded decodes to the same', () => {
  assert.deepEqual(decodeState(format, encodeState(format, body)), body);
});

test('a state of an older version is taken when its body fits', () => {
  assert.deepEqual(decodeState(format, bytesOf({ format: format.name, version: 1, body })), body);
});

test('a state cut short anywhere is malformed', () => {
  const whole = encodeState(format, body);
  for (let length = 0; length < whole.length; length += 1) {
    assert.equal(refusal(whole.subarray(0, length)).code, 'SAVED_STATE_MALFORMED', `${length} bytes`);
  }
});

test('bytes that are no UTF-8, no object, or name no format and version are malformed', () => {
  const unusable: readonly Uint8Array[] = [
    Uint8Array.of(0xff, 0xfe, 0x7b),
    ...[null, 5, 'text', [], {}, { format: 3 }].map(bytesOf),
    ...[undefined, '2', 0, -1, 1.5, null].map((version) => bytesOf({ format: format.name, version, body })),
  ];
  for (const bytes of unusable) assert.equal(refusal(bytes).code, 'SAVED_STATE_MALFORMED');
});

test('a parse error is kept as the cause', () => {
  assert.ok(refusal(bytesOf(body).subarray(1)).cause instanceof SyntaxError);
});

test('a state of another kind is foreign, whatever its version', () => {
  const error = refusal(bytesOf({ format: 'irqline/other', version: 99, body }));
  assert.equal(error.code, 'SAVED_STATE_FOREIGN');
  assert.match(error.detail, /"irqline\/other" where "irqline\/example"/);
});

test('a newer version is from the future, also when its body cannot be read', () => {
  const error = refusal(bytesOf({ format: format.name, version: 3, body: 'unheard of' }));
  assert.equal(error.code, 'SAVED_STATE_FROM_THE_FUTURE');
  assert.match(error.detail, /version 3.*up to 2/);
});

test('a body of the wrong shape is malformed, and the message says where', () => {
  const details = [undefined, { ...body, count: 'seven' }, { count: 1, inner: { names: [1] } }, { count: 1 }].map(
    (wrong) => {
      const error = refusal(bytesOf({ format: format.name, version: 2, body: wrong }));
      assert.equal(error.code, 'SAVED_STATE_MALFORMED');
      return error.detail;
    },
  );
  assert.match(details[0] ?? '', /value is missing: expected ./);
  assert.match(details[1] ?? '', /count: expected number, got "seven"/);
  assert.match(details[2] ?? '', /inner\.names\.0: expected string, got 1/);
  assert.match(details[3] ?? '', /inner is missing: expected ./);
});
