import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { IrqlineError } from '../../spec/errors.js';
import { KvmError, kvmError } from '../system/kvm-error.js';
import { PROTOCOL } from './protocol.js';
import { FakeLink } from '../testing/fake-link.js';
import { greeting, type Operations } from './server.js';
import { Session } from './session.js';

const deadlines = { firstWordsMs: 20, greetingMs: 50, requestMs: 50 };

async function connected(operations: Operations): Promise<[Session, FakeLink]> {
  const fake = new FakeLink(operations);
  const connecting = Session.open(fake, deadlines);
  fake.say(JSON.stringify(greeting(PROTOCOL)));
  return [await connecting, fake];
}

void test('requests are answered each by its own result, whatever comes in between', async () => {
  const [session, fake] = await connected({ double: (body) => 2 * Number(body) });
  fake.say('stray line');
  for (const n of [1, 2, 3]) {
    const answer = session.ask('double', n);
    fake.say('{"id":99,"result":0}');
    assert.equal(await answer, 2 * n);
  }
  assert.equal(session.greeting.architecture, process.arch);
  await session.close();
  assert.ok(fake.killed);
});

void test('what the other side throws arrives as what it was', async () => {
  const [session] = await connected({
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
  await assert.rejects(session.ask('refused', 0), (error) => {
    assert.ok(error instanceof KvmError);
    assert.deepEqual([error.code, error.call, error.errno], ['KVM_EBUSY', 'KVM_IRQ_LINE 0x1000030', 'EBUSY']);
    return true;
  });
  await assert.rejects(session.ask('missing', 0), { code: 'KVM_UNAVAILABLE', detail: 'no /dev/kvm' });
  await assert.rejects(session.ask('bug', 0), { code: 'KVM_HOST_REFUSED', message: /undefined is not a function/ });
  await assert.rejects(session.ask('unheard', 0), { code: 'KVM_HOST_FOREIGN' });
  await session.close();
});

void test('a request that is not answered in time ends the other side, and shows its last words', async () => {
  const [session, fake] = await connected({});
  await assert.rejects(session.ask('silent', 0), { code: 'KVM_HOST_SILENT', message: /Kernel panic/ });
  assert.ok(fake.killed);
  await fake.ended;
  await assert.rejects(session.ask('double', 1), { code: 'KVM_HOST_SILENT' });
  assert.equal(session.gone?.code, 'KVM_HOST_SILENT');
});

void test('when the other side dies, the open request fails at once with the reason', async () => {
  const [session, fake] = await connected({});
  const open = session.ask('silent', 0);
  fake.die('it ended with SIGSEGV');
  await assert.rejects(open, { code: 'KVM_HOST_DIED', message: /SIGSEGV.*Kernel panic/s });
});

void test('a request leaves nothing behind on the link, which lives for thousands of them', async () => {
  const [session, { ended }] = await connected({ double: (body) => 2 * Number(body) });
  const then = mock.method(ended, 'then');
  for (const n of [1, 2, 3]) await session.ask('double', n);
  assert.equal(then.mock.callCount(), 0);
  await session.close();
});

void test('who says nothing at all is given up on before who says that it boots', async () => {
  const patient = { firstWordsMs: 20, greetingMs: 5000, requestMs: 50 };
  const mute = new FakeLink({}, '');
  await assert.rejects(Session.open(mute, patient), { code: 'KVM_HOST_SILENT', detail: 'not a word in 20 ms' });
  assert.ok(mute.killed);
  const booting = Session.open(new FakeLink({}, 'Booting Linux'), { ...patient, greetingMs: 100 });
  await assert.rejects(booting, { code: 'KVM_HOST_SILENT', message: /the greeting took over 100 ms.*Booting Linux/s });
});

void test('no greeting, a wrong one, or another protocol: one clear error, and nothing left running', async () => {
  const silent = new FakeLink();
  await assert.rejects(Session.open(silent, deadlines), { code: 'KVM_HOST_SILENT' });
  for (const words of ['login:', JSON.stringify({ ...greeting(PROTOCOL), protocol: PROTOCOL + 1 })]) {
    const strange = new FakeLink();
    const connecting = Session.open(strange, deadlines);
    strange.say(words);
    await assert.rejects(connecting, { code: 'KVM_HOST_FOREIGN' });
    assert.ok(strange.killed);
  }
});
