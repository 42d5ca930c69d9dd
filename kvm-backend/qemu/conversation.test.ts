import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { Conversation, lines } from './conversation.js';
import { packets } from './gdb-packets.js';

function channel(): { readonly input: PassThrough; readonly out: PassThrough; readonly talk: Conversation } {
  const [input, out] = [new PassThrough(), new PassThrough()];
  return { input, out, talk: new Conversation(input, out, lines, (line) => line.startsWith('IRQ ')) };
}

void test('each line is answered by one, in order, whatever pieces they come in, and news is no answer', async () => {
  const { input, out, talk } = channel();
  const answers = Promise.all([talk.ask(['a', 'b']), talk.ask([]), talk.ask(['c'])]);
  assert.equal(String(out.read()), 'a\nb\nc\n');
  for (const piece of ['IRQ raise 3\nO', 'K 1\nOK', ' 2\r\nIRQ lower 3\nOK 3\n']) input.write(piece);
  assert.deepEqual(await answers, [['OK 1', 'OK 2'], [], ['OK 3']]);
});

void test('who waits is told when nobody answers any more, and so is who asks later; a late answer does no harm', async () => {
  const { input, talk } = channel();
  const waiting = talk.ask(['a']);
  talk.fail(new Error('gone'));
  talk.fail(new Error('again'));
  await assert.rejects(waiting, /gone/);
  await assert.rejects(talk.ask(['b']), /gone/);
  input.write('OK\n');
});

void test('packets of gdb have a checksum, and come with acknowledgements that nobody needs', () => {
  assert.equal(packets.encode(['Hg1', 'p20']), '$Hg1#e0$p20#d2');
  assert.deepEqual(packets.decode('+$OK#9a+$T05thread:01;#07+$12'), { messages: ['OK', 'T05thread:01;'], rest: '$12' });
  assert.deepEqual(packets.decode('+'), { messages: [], rest: '+' });
});
