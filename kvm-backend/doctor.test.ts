import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvmFindings, type KvmFinding } from './doctor.js';
import { IrqlineError } from '../spec/errors.js';
import { PROTOCOL } from './remote/protocol.js';
import { greeting, type Operations } from './remote/server.js';
import { FakeLink } from './testing/fake-link.js';

/** What is found of a KVM that describes itself so, in a process that is ended. */
async function found(describe: Operations[string]): Promise<KvmFinding> {
  const link = new FakeLink({ describe });
  setImmediate(() => link.say(JSON.stringify({ ...greeting(PROTOCOL), kernel: '4.17.0', architecture: 'arm64' })));
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
