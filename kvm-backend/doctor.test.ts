import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kvmFindings, type KvmFinding } from './doctor.js';
import { IrqlineError } from '../spec/errors.js';
import { packagesFor, packagesIn } from './host/parts.js';
import { PROTOCOL } from './remote/protocol.js';
import { greeting, type Operations } from './remote/server.js';
import { FakeLink } from './testing/fake-link.js';

/** A KVM that describes itself so. */
function kvm(describe: Operations[string]): FakeLink {
  const link = new FakeLink({ describe });
  setImmediate(() => link.say(JSON.stringify({ ...greeting(PROTOCOL), kernel: '4.17.0', architecture: 'arm64' })));
  return link;
}

/** What is found of a KVM that describes itself so, in a process that is ended. */
async function found(describe: Operations[string]): Promise<KvmFinding> {
  const link = kvm(describe);
  const [own] = await kvmFindings(() => link);
  assert.ok(link.killed);
  return own ?? assert.fail();
}

void test('says of this machine’s own KVM that it will do, or what it lacks', async () => {
  const what = 'KVM with a vGICv3 on this machine';
  const lacks = ['KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION (Linux 4.18)'];
  assert.deepEqual(await found(() => ({ vgicV3: true, lacks: [] })), { what, present: true, detail: 'Linux 4.17.0' });
  assert.deepEqual(await found(() => ({ vgicV3: true, lacks })), {
    what,
    present: false,
    detail: 'KVM of Linux 4.17.0 lacks KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION (Linux 4.18)',
  });
  assert.deepEqual(await found(() => ({ vgicV3: false, lacks: [] })), { what, present: false, detail: 'KVM on arm64' });
  const denied = (): never => {
    throw new IrqlineError('KVM_PERMISSION_DENIED', '/dev/kvm: EACCES');
  };
  assert.deepEqual(await found(denied), { what, present: false, detail: '/dev/kvm: EACCES' });
});

/** What is found of a thing on a machine with these programs and this cache, by how its line begins. */
async function foundWith(what: string, programs: readonly string[], cache: readonly string[]): Promise<KvmFinding> {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  const { PATH, XDG_CACHE_HOME } = process.env;
  try {
    for (const name of programs) writeFileSync(join(folder, name), '', { mode: 0o755 });
    for (const name of cache) mkdirSync(join(folder, 'irqline', name), { recursive: true });
    Object.assign(process.env, { PATH: folder, XDG_CACHE_HOME: folder });
    const findings = await kvmFindings(() => kvm(() => ({ vgicV3: true, lacks: [] })));
    return findings.find((finding) => finding.what.startsWith(what)) ?? assert.fail(`nothing of ${what}`);
  } finally {
    process.env['PATH'] = PATH;
    if (XDG_CACHE_HOME === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = XDG_CACHE_HOME;
    rmSync(folder, { recursive: true });
  }
}

void test('says of each program that fetching needs whether it is there', async () => {
  for (const name of ['qemu-system-aarch64', 'apt-get', 'dpkg-deb', 'npm', 'tar']) {
    assert.equal((await foundWith(`${name}:`, [name], [])).present, true, name);
    assert.equal((await foundWith(`${name}:`, [], [])).present, false, name);
  }
});

void test('counts the emulated host as cached once nothing of it has to be fetched', async () => {
  const packages = packagesIn('.', packagesFor(undefined));
  const host = (...cache: readonly string[]) => foundWith('the emulated host in the cache', [], cache);
  const none = { present: false, detail: 'fetched by the first run' };
  for (const cache of [[], ['.'], [packages], ['debian-trixie'], [packages, 'debian-trixie.part-a1b2c3']]) {
    const { present, detail } = await host(...cache);
    assert.deepEqual({ present, detail }, none, cache.join());
  }
  const { present, detail } = await host(packages, 'debian-trixie');
  assert.equal(present, true);
  assert.match(detail, /^trixie in .*irqline$/);
});
