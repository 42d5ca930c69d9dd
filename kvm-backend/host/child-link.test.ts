import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { KvmClient } from '../remote/client.js';
import { PROTOCOL } from '../remote/protocol.js';
import { ChildLink } from './child-link.js';
import { bootQemu } from './qemu.js';
import { findProgram } from './command.js';
import { needs } from '../testing/requirement.js';
import { startWorker } from './native.js';

const node = (script: string) => new ChildLink(process.execPath, ['-e', script], {});

void test('the worker that owns this machine’s KVM greets, answers, and ends when told to', async () => {
  const client = await KvmClient.connect<Record<string, (body: unknown) => unknown>>(startWorker());
  assert.equal(client.greeting.node, process.version);
  await assert.rejects(client.request('no such operation', {}), { code: 'KVM_HOST_FOREIGN' });
  await client.close();
});

void test('a worker that is killed under a request is reported with its last words, however much it said before', async () => {
  const script = `
    process.stderr.write('long ago' + '\\n'.repeat(2 ** 16));
    console.log(JSON.stringify({ protocol: ${PROTOCOL}, kernel: 'k', architecture: 'a', node: 'n' }));
    process.stdin.once('data', () => { console.error('the last words'); process.exit(7); });`;
  const client = await KvmClient.connect<Record<string, (body: unknown) => unknown>>(node(script));
  await assert.rejects(client.request('anything', {}), {
    code: 'KVM_HOST_DIED',
    detail: /ended with 7; its last words:\nthe last words$/,
  });
});

void test('a worker that hangs is ended by the deadline, with its last words, and whoever comes after hears why', async () => {
  const script = `
    console.log(JSON.stringify({ protocol: ${PROTOCOL}, kernel: 'k', architecture: 'a', node: 'n' }));
    const hang = () => { const end = Date.now() + 20_000; while (Date.now() < end); process.exit(); };
    process.stdin.once('data', () => { console.error('pid', process.pid); setTimeout(hang, 100); });`;
  const link = node(script);
  const client = await KvmClient.connect<Record<string, (body: unknown) => unknown>>(link, {
    firstWordsMs: 20_000,
    greetingMs: 20_000,
    requestMs: 500,
  });
  await assert.rejects(client.request('anything', {}), {
    code: 'KVM_HOST_SILENT',
    message: /anything took over 500 ms; its last words:\npid \d+/,
  });
  assert.equal(await link.ended, 'it ended with SIGKILL');
  const pid = Number(/pid (\d+)/.exec(link.lastWords())?.[1]);
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  await assert.rejects(client.request('more', {}), { code: 'KVM_HOST_SILENT' });
});

/** The process ids whose parent is this one. */
function childrenOf(parent: number): readonly number[] {
  const isChild = (pid: string): boolean => {
    try {
      const [, parentOfIt] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(parentOfIt) === parent;
    } catch {
      return false; // it has ended meanwhile
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isChild(name))
    .map(Number);
}

void test(
  'a worker that notices nothing ends with its parent, also by SIGKILL',
  needs(findProgram('setpriv') !== undefined, 'no setpriv of util-linux here'),
  async () => {
    const script = `
      const { startWorker } = await import(${JSON.stringify(new URL('native.js', import.meta.url))});
      startWorker().onMessage(() => console.log('it greeted'));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let worker: number | undefined;
    try {
      await once(parent.stdout, 'data');
      [worker] = childrenOf(parent.pid ?? 0);
      assert.ok(worker !== undefined);
      process.kill(worker, 'SIGSTOP'); // as deaf as in a KVM_RUN
      parent.kill('SIGKILL');
      await once(parent, 'close');
      for (let left = 100; left > 0 && existsSync(`/proc/${worker}/exe`); left -= 1) await setTimeout(20);
      assert.ok(!existsSync(`/proc/${worker}/exe`));
    } finally {
      parent.kill('SIGKILL');
      if (worker !== undefined && existsSync(`/proc/${worker}/exe`)) process.kill(worker, 'SIGKILL');
    }
  },
);

void test('a program that is not there is an end, not a crash of ours', async () => {
  const link = new ChildLink('/no/such/program', [], {});
  assert.match(await link.ended, /ENOENT/);
});

void test(
  'a kernel image that QEMU cannot boot is one clear error with what QEMU said',
  needs(findProgram('qemu-system-aarch64') !== undefined, 'no qemu-system-aarch64 here'),
  async () => {
    const link = bootQemu({ kernel: '/no/such/kernel', initramfs: '/dev/null' });
    await assert.rejects(KvmClient.connect<Record<string, (body: unknown) => unknown>>(link), {
      code: 'KVM_HOST_DIED',
      message: /no\/such\/kernel/,
    });
  },
);
