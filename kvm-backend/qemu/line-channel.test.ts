import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { LineChannel } from './line-channel.js';

function channel(): { readonly input: PassThrough; readonly out: PassThrough; readonly lines: LineChannel } {
  const [input, out] = [new PassThrough(), new PassThrough()];
  return { input, out, lines: new LineChannel(input, out, (line) => line.startsWith('IRQ ')) };
}

void test('each line is answered by one, in order, whatever pieces they come in, and news is no answer', async () => {
  const { input, out, lines } = channel();
  const answers = Promise.all([lines.ask(['a', 'b']), lines.ask([]), lines.ask(['c'])]);
  assert.equal(String(out.read()), 'a\nb\nc\n');
  for (const piece of ['IRQ raise 3\nO', 'K 1\nOK', ' 2\r\nIRQ lower 3\nOK 3\n']) input.write(piece);
  assert.deepEqual(await answers, [['OK 1', 'OK 2'], [], ['OK 3']]);
});

void test('who waits is told when nobody answers any more, and so is who asks later; a late answer does no harm', async () => {
  const { input, lines } = channel();
  const waiting = lines.ask(['a']);
  lines.fail(new Error('gone'));
  lines.fail(new Error('again'));
  await assert.rejects(waiting, /gone/);
  await assert.rejects(lines.ask(['b']), /gone/);
  input.write('OK\n');
});
