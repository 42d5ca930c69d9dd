import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IrqlineError } from '../../spec/errors.js';
import { KvmError, kvmError } from '../system/kvm-error.js';
import { KvmClient } from './client.js';
import { PROTOCOL } from './protocol.js';
import { FakeLink } from '../testing/fake-link.js';
import { greeting, type Operations } from './server.js';

const deadlines = { firstWordsMs: 20, greetingMs: 50, requestMs: 50 };

async function connected(operations: Operations): Promise<[KvmClient, FakeLink]> {
  const fake = new FakeLink(operations);
  const connecting = KvmClient.connect(fake, deadlines);
  fake.say(JSON.stringify(greeting(PROTOCOL)));
  return [await connecting, fake];
}

void test('requests are answered each by its own result, whatever comes in between', async () => {
  const [client, fake] = await connected({ double: (body) => 2 * Number(body) });
  fake.say('stray line');
  fake.say('{"id":99,"result":0}');
  assert.deepEqual(await Promise.all([1, 2, 3].map((n) => client.request('double', n))), [2, 4, 6]);
  assert.equal(client.greeting.architecture, process.arch);
  await client.close();
  assert.ok(fake.killed);
});

void test('what the other side throws arrives as what it was', async () => {
  const [client] = await connected({
    refused: () => {
      throw kvmError('KVM_IRQ_LINE 0x1000030', 'EBUSY');
    },
    missing: () => {
      throw new IrqlineError('KVM_UNAVAILABLE', 'no /dev/kvm');
    },
    bug: () => {
      throw new TypeError('undefined is not a function');
    },
  });
  await assert.rejects(client.request('refused', 0), (error) => {
    assert.ok(error instanceof KvmError);
    assert.deepEqual([error.code, error.call, error.errno], ['KVM_EBUSY', 'KVM_IRQ_LINE 0x1000030', 'EBUSY']);
    return true;
  });
  await assert.rejects(client.request('missing', 0), { code: 'KVM_UNAVAILABLE', detail: 'no /dev/kvm' });
  await assert.rejects(client.request('bug', 0), { code: 'KVM_HOST_REFUSED', message: /undefined is not a function/ });
  await assert.rejects(client.request('unheard', 0), { code: 'KVM_HOST_FOREIGN' });
  await client.close();
});

void test('a request that is not answered in time ends the other side, and shows its last words', async () => {
  const [client, fake] = await connected({});
  await assert.rejects(client.request('silent', 0), { code: 'KVM_HOST_SILENT', message: /Kernel panic/ });
  assert.ok(fake.killed);
  await fake.ended;
  await assert.rejects(client.request('double', 1), { code: 'KVM_HOST_SILENT' });
  assert.equal(client.gone?.code, 'KVM_HOST_SILENT');
});

void test('when the other side dies, every open request fails at once with the reason', async () => {
  const [client, fake] = await connected({});
  const open = [client.request('silent', 0), client.request('silent', 1)];
  fake.die('it ended with SIGSEGV');
  for (const request of open)
    await assert.rejects(request, { code: 'KVM_HOST_DIED', message: /SIGSEGV.*Kernel panic/s });
});

void test('who says nothing at all is given up on before who says that it boots', async () => {
  const patient = { firstWordsMs: 20, greetingMs: 5000, requestMs: 50 };
  const mute = new FakeLink({}, '');
  await assert.rejects(KvmClient.connect(mute, patient), { code: 'KVM_HOST_SILENT', detail: 'not a word in 20 ms' });
  assert.ok(mute.killed);
  const booting = KvmClient.connect(new FakeLink({}, 'Booting Linux'), { ...patient, greetingMs: 100 });
  await assert.rejects(booting, { code: 'KVM_HOST_SILENT', message: /the greeting took over 100 ms.*Booting Linux/s });
});

void test('no greeting, a wrong one, or another protocol: one clear error, and nothing left running', async () => {
  const silent = new FakeLink();
  await assert.rejects(KvmClient.connect(silent, deadlines), { code: 'KVM_HOST_SILENT' });
  for (const words of ['login:', JSON.stringify({ ...greeting(PROTOCOL), protocol: PROTOCOL + 1 })]) {
    const strange = new FakeLink();
    const connecting = KvmClient.connect(strange, deadlines);
    strange.say(words);
    await assert.rejects(connecting, { code: 'KVM_HOST_FOREIGN' });
    assert.ok(strange.killed);
  }
});

/** A host that is silent and is started again as another one. */
async function restarted(
  again: Operations,
): Promise<[client: KvmClient, links: readonly FakeLink[], reasons: string[]]> {
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
  const [client, links, reasons] = await restarted({ double: (body) => 2 * Number(body) });
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
