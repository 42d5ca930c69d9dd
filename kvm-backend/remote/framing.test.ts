import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaIn, LineReader, toLine, type SharedArea } from './framing.js';

const area = (size: number): SharedArea => areaIn(new Uint8Array(size));

function receive(pieces: readonly Uint8Array[], shared?: SharedArea): readonly string[] {
  const messages: string[] = [];
  const reader = new LineReader(shared, (message) => messages.push(message));
  for (const piece of pieces) reader.feed(piece);
  return messages;
}

void test('messages survive any cutting into pieces, also within a character', () => {
  const sent = ['{"a":"ü→😀"}', 'second', 'third'];
  const bytes = Buffer.from(sent.map((message) => toLine(message, undefined)).join(''));
  for (let size = 1; size < 8; size++) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    assert.deepEqual(receive(pieces), sent, `pieces of ${size}`);
  }
});

void test('a line without its end is no message yet; empty lines and carriage returns are none at all', () => {
  assert.deepEqual(receive([Buffer.from('\n\r\nwhole\r\nhal')]), ['whole']);
});

void test('a long message travels through shared memory, and only its length over the line', () => {
  const shared = area(1000);
  const message = 'é'.repeat(300);
  const line = toLine(message, shared);
  assert.equal(line, '@600\n');
  assert.deepEqual(receive([Buffer.from(line)], shared), [message]);
  assert.equal(toLine('short', shared), 'short\n');
});

void test('a message longer than the area is refused, not cut', () => {
  assert.throws(() => toLine('x'.repeat(1001), area(1000)), { code: 'KVM_MESSAGE_TOO_LONG', detail: /1001 .* 1000/ });
});
