import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { IrqlineError } from '../../spec/errors.js';
import { KvmClient } from './client.js';
import { PROTOCOL } from './protocol.js';
import { FakeLink } from '../testing/fake-link.js';
import { greeting, type Operations } from './server.js';

/** Whatever a test has. */
type Anything = Record<string, (body: unknown) => unknown>;

const deadlines = { firstWordsMs: 20, greetingMs: 50, requestMs: 50 };
const double: Operations = { double: (body) => 2 * Number(body) };

async function connected(operations: Operations): Promise<[KvmClient<Anything>, FakeLink]> {
  const fake = new FakeLink(operations);
  const connecting = KvmClient.connect<Anything>(fake, deadlines);
  fake.say(JSON.stringify(greeting(PROTOCOL)));
  return [await connecting, fake];
}

void test('there is one request at a time, and each is answered by its own result', async () => {
  const [client, fake] = await connected(double);
  const first = client.request('double', 1);
  await assert.rejects(client.request('double', 2), { message: /^double is asked before the last/ });
  assert.deepEqual([await first, await client.request('double', 3)], [2, 6]);
  await client.close();
  assert.ok(fake.killed);
});

/** A host that is silent and is started again as another one. */
async function restarted(
  again: Operations,
): Promise<[client: KvmClient<Anything>, links: readonly FakeLink[], reasons: string[]]> {
  const [client, first] = await connected({});
  const [next, second] = await connected(again);
  const reasons: string[] = [];
  client.restartOnce(({ code }) => {
    reasons.push(code);
    return Promise.resolve(next);
  });
  return [client, [first, second], reasons];
}

void test('one that is started again is asked again what it was asked, and answers from then on', async () => {
  const [client, links, reasons] = await restarted(double);
  const [first, second] = links;
  // The first knows nothing of the operation, whose name alone keeps it from answering.
  await assert.rejects(client.request('double', 3), { code: 'KVM_HOST_FOREIGN' });
  assert.equal(client.restarts, 0, 'a failure is no silence');
  first?.fallSilent();
  assert.equal(await client.request('double', 3), 6);
  assert.equal(await client.request('double', 4), 8);
  assert.deepEqual([client.restarts, client.gone, reasons, first?.killed], [1, undefined, ['KVM_HOST_SILENT'], true]);
  await client.close();
  assert.ok(second?.killed);
});

void test('one that cannot be started again is silent, and says why', async () => {
  const [client] = await connected({});
  client.restartOnce(() => Promise.reject(new IrqlineError('KVM_HOST_CACHE_UNWRITABLE', 'no /tmp')));
  const gone = {
    code: 'KVM_HOST_SILENT',
    detail: /^silent took over 50 ms[^]*started again: no \/tmp \[KVM_HOST_CACHE_/,
  };
  await assert.rejects(client.request('silent', 0), gone);
  await assert.rejects(client.request('double', 0), gone);
  assert.deepEqual([client.gone?.code, client.restarts], ['KVM_HOST_SILENT', 0]);
  assert.match(client.gone?.detail ?? '', gone.detail);
});

void test('one that falls silent again is silent', async () => {
  const [client, links, reasons] = await restarted({});
  await assert.rejects(client.request('silent', 0), { code: 'KVM_HOST_SILENT' });
  assert.deepEqual([client.gone?.code, client.restarts, reasons.length], ['KVM_HOST_SILENT', 1, 1]);
  assert.ok(links.every(({ killed }) => killed));
});

interface Replaced {
  readonly client: KvmClient<Anything>;
  readonly second: FakeLink;
  /** Settled once the second is to be started, which it is not before `start`. */
  readonly isAskedFor: Promise<void>;
  readonly start: () => void;
}

/** A host that falls silent at its first request, and one that takes its place when the test wants it to. */
async function replaced(): Promise<Replaced> {
  const [client] = await connected({});
  const [next, second] = await connected(double);
  const [asked, started] = [gate(), gate()];
  client.restartOnce(async () => {
    asked.open();
    await started.isOpen;
    return next;
  });
  return { client, second, isAskedFor: asked.isOpen, start: started.open };
}

function gate(): { readonly isOpen: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const isOpen = new Promise<void>((resolve) => (open = resolve));
  return { isOpen, open };
}

void test('while it is started again there is one request at a time, too', async () => {
  const { client, isAskedFor, start } = await replaced();
  const first = client.request('silent', 1);
  await isAskedFor;
  await assert.rejects(client.request('double', 2), { message: /^double is asked before the last/ });
  start();
  await assert.rejects(first, { code: 'KVM_HOST_SILENT' });
});

void test('whoever closes it while it is started again leaves nothing running', async () => {
  const { client, second, isAskedFor, start } = await replaced();
  const asked = assert.rejects(client.request('silent', 1), { code: 'KVM_HOST_DIED' });
  await isAskedFor;
  const closed = client.close().then(() => assert.ok(second.killed));
  await setImmediate();
  start();
  await Promise.all([asked, closed]);
});

void test('one that is closed while it ends, having been silent, is not started again', async () => {
  const [client, fake] = await connected({});
  client.restartOnce(() => assert.fail('started again'));
  const asked = assert.rejects(client.request('silent', 1), { code: 'KVM_HOST_SILENT' });
  fake.kill = () => {
    fake.kill = () => undefined; // it takes its time to end
    void client.close();
    fake.die('killed');
  };
  await asked;
});
