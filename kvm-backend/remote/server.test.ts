import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KvmClient } from './client.js';
import { areaIn, LineReader, toLine } from './framing.js';
import type { Link } from './link.js';
import { PROTOCOL } from './protocol.js';
import { answerLine, greeting, type Operations } from './server.js';

/** Whatever a test has. */
type Anything = Record<string, (body: unknown) => unknown>;

/** What goes wrong at the other end is not the sender's. */
const travel = (to: LineReader, line: string): void => queueMicrotask(() => to.feed(Buffer.from(line)));

/** A client of a server in this process, with so many bytes between them in each direction. */
async function connected(operations: Operations, size: number): Promise<KvmClient<Anything>> {
  const [there, back] = [areaIn(new Uint8Array(size)), areaIn(new Uint8Array(size))];
  let hear: (message: string) => void = () => undefined;
  const client = new LineReader(back, (message) => hear(message));
  const server = new LineReader(there, (message) => travel(client, answerLine(operations, message, back) ?? ''));
  let end: (reason: string) => void = () => undefined;
  const link: Link = {
    send: (message) => travel(server, toLine(message, there)),
    onMessage: (listener) => {
      hear = listener;
    },
    ended: new Promise((resolve) => {
      end = resolve;
    }),
    lastWords: () => '',
    kill: () => end('killed'),
  };
  const connecting = KvmClient.connect<Anything>(link);
  travel(client, toLine(JSON.stringify(greeting(PROTOCOL)), back));
  return connecting;
}

test('what is too long to be sent is a failure of that request alone, whoever sends it', async () => {
  const client = await connected({ repeat: (body) => 'x'.repeat(Number(body)), measure: String }, 1000);
  await assert.rejects(client.request('repeat', 2000), {
    code: 'KVM_MESSAGE_TOO_LONG',
    detail: /20\d\d bytes .* 1000/,
  });
  assert.equal(await client.request('repeat', 800), 'x'.repeat(800));
  await assert.rejects(client.request('measure', 'x'.repeat(2000)), { code: 'KVM_MESSAGE_TOO_LONG' });
  assert.equal(await client.request('measure', 7), '7');
  await client.close();
});

test('so is what cannot be told as JSON', async () => {
  const client = await connected({ big: () => 1n }, 1000);
  await assert.rejects(client.request('big', 0), { code: 'KVM_HOST_REFUSED', detail: /BigInt/ });
  await client.close();
});
