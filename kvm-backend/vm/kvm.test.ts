import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { IrqlineError } from '../../spec/errors.js';
import { kvmConstants } from '../abi/constants.js';
import { Eventfd } from '../system/descriptor.js';
import { KvmError } from '../system/kvm-error.js';
import { hasKvm, needs } from '../testing/requirement.js';
import { Kvm } from './kvm.js';
import type { Vm } from './vm.js';

const withKvm = needs(hasKvm(), 'no /dev/kvm that this user may open');
const openDescriptors = () => readdirSync('/proc/self/fd').length;
const code = (expected: string) => (error: unknown) => error instanceof IrqlineError && error.code === expected;
const errno = (call: RegExp, name: string) => (error: unknown) =>
  error instanceof KvmError && error.errno === name && call.test(error.call) && error.code === `KVM_${name}`;

/** Runs with a VM, and makes sure that not one descriptor is left afterwards. */
function withVm(use: (vm: Vm, kvm: Kvm) => void): void {
  const before = openDescriptors();
  const kvm = Kvm.open();
  try {
    const vm = kvm.createVm();
    try {
      use(vm, kvm);
    } finally {
      vm.close();
    }
  } finally {
    kvm.close();
  }
  assert.equal(openDescriptors(), before, 'a descriptor was left open');
}

void test('the real KVM answers: version, capabilities, size of kvm_run', withKvm, () => {
  withVm((_vm, kvm) => {
    assert.ok(kvm.checkExtension(kvmConstants.KVM_CAP_IRQFD) > 0);
    assert.equal(kvm.checkExtension(0x7fff_ffff), 0);
    assert.ok(kvm.vcpuMmapSize >= 4096);
  });
});

void test('a refusal names the ioctl and the errno', withKvm, () => {
  withVm((vm, kvm) => {
    assert.throws(() => kvm.createVm(0xffff), errno(/^KVM_CREATE_VM of type 65535$/, 'EINVAL'));
    vm.createVcpu(0);
    assert.throws(() => vm.createVcpu(0), errno(/^KVM_CREATE_VCPU 0$/, 'EEXIST'));
    assert.throws(() => vm.createDevice(0x7777), errno(/^KVM_CREATE_DEVICE of type 30583$/, 'ENODEV'));
    assert.throws(() => vm.irqLine(0x0100_0030, true), errno(/^KVM_IRQ_LINE 0x1000030$/, 'ENXIO'));
  });
});

void test('a call that a signal interrupts is made again', withKvm, async () => {
  const heard = (): void => undefined; // whoever does not listen is not interrupted
  process.on('SIGWINCH', heard);
  const storm = spawn('sh', ['-c', `while kill -WINCH ${process.pid}; do :; done`]);
  const ended = once(storm, 'close');
  try {
    await once(process, 'SIGWINCH');
    withVm((_vm, kvm) => {
      // Long enough for a busy machine to bring both together.
      for (const end = Date.now() + 1500; Date.now() < end;) kvm.createVm().close();
    });
  } finally {
    // What Node has not heard yet of the storm fills its pipe: the end of the storm would not be heard either.
    storm.kill('SIGSTOP');
    await setTimeout(50);
    storm.kill('SIGKILL');
    await ended;
    process.off('SIGWINCH', heard);
  }
});

void test('memory of the guest is plain memory here, and its overlap is refused', withKvm, () => {
  withVm((vm) => {
    const memory = vm.addMemory(0x4000_0000, 0x2000);
    new Uint8Array(memory.memory).set([1, 2, 3], 0x1ffd);
    assert.equal(new Uint8Array(memory.memory)[0x1fff], 3);
    assert.throws(() => vm.addMemory(0x4000_1000, 0x1000), errno(/^KVM_SET_USER_MEMORY_REGION$/, 'EEXIST'));
  });
});

void test('an eventfd counts, and is refused as an irqfd without an interrupt controller', withKvm, () => {
  withVm((vm) => {
    const eventfd = vm.own(Eventfd.open());
    eventfd.signal();
    eventfd.signal();
    assert.equal(eventfd.take(), 2);
    assert.equal(eventfd.take(), 0);
    assert.throws(() => vm.assignIrqfd(16, eventfd), KvmError);
  });
});

void test('what was closed is not used again, since its number may be another file’s by then', withKvm, () => {
  const kvm = Kvm.open();
  const vm = kvm.createVm();
  const memory = vm.addMemory(0, 0x1000);
  vm.close();
  vm.close();
  kvm.close();
  assert.throws(() => kvm.createVm(), code('KVM_CLOSED'));
  assert.throws(() => vm.createVcpu(0), code('KVM_CLOSED'));
  assert.throws(() => memory.memory, code('KVM_CLOSED'));
  assert.throws(() => memory.requireOpen(), code('KVM_CLOSED'));
});

void test('no KVM, or a file that is not KVM, is one clear error, and leaves nothing open', () => {
  const before = openDescriptors();
  assert.throws(() => Kvm.open('/dev/no-such-kvm'), code('KVM_UNAVAILABLE'));
  assert.throws(() => Kvm.open('/dev/null'), code('KVM_API_VERSION_UNKNOWN'));
  assert.equal(openDescriptors(), before);
});

/** An attribute of sysfs that cannot be written refuses root, too. */
const FORBIDDEN = '/sys/kernel/uevent_seqnum';

void test(
  'a /dev/kvm that may not be opened is an error of its own',
  needs(refusal(FORBIDDEN) === 'EACCES', `no ${FORBIDDEN} that refuses to be written: a container has sysfs read-only`),
  () => assert.throws(() => Kvm.open(FORBIDDEN), code('KVM_PERMISSION_DENIED')),
);

/** How a file refuses to be opened for writing, by errno; none if it does not. */
function refusal(path: string): string | undefined {
  try {
    closeSync(openSync(path, 'r+'));
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : undefined;
  }
}
