import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { spiFromIntId } from '../../impl/index.js';
import { useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { Kvm } from '../vm/kvm.js';
import { KvmVgicV3 } from './kvm-vgic-v3.js';
import { wordOf, writeVgic } from './registers.js';

const spi = spiFromIntId(48);
const triggers = { edge: 0xaaaa_aaaa, level: 0 } as const;

describe('pulses by irqfd', { skip: process.platform !== 'linux' && 'KVM is of Linux' }, () => {
  afterEach(() => useLibc());

  /** @returns what a pulse calls; the trigger is set, and hidden as while a vCPU runs, as told */
  function withLine(
    use: (pulse: (trigger: keyof typeof triggers, isHidden: boolean) => readonly string[]) => void,
  ): void {
    const libc = new FakeLibc(undefined, 'EBUSY');
    useLibc(libc);
    const kvm = Kvm.open('/dev/null'); // which is there on every machine, and which nobody opens
    const gic = KvmVgicV3.create(kvm, { vcpuCount: 1, spiCount: 32 }, { pulses: 'irqfd' });
    use((trigger, isHidden) => {
      writeVgic(gic.device, wordOf('ICFGR', spi.raw, 0), triggers[trigger]);
      libc.refuses = (_place, name) => isHidden && name === 'KVM_GET_DEVICE_ATTR';
      const before = libc.calls.length;
      try {
        gic.pulseSpi(spi);
      } finally {
        libc.refuses = () => false;
      }
      return libc.calls.slice(before).filter((name) => name !== 'KVM_GET_DEVICE_ATTR');
    });
    gic.close();
    kvm.close();
  }

  const bound = ['write', 'KVM_IRQ_LINE'];
  const bind = ['eventfd', 'KVM_IRQFD'];

  test('an SPI that is made level-triggered is refused whenever that comes, and pulsed again once it is an edge', () => {
    withLine((pulse) => {
      assert.throws(() => pulse('level', false), { code: 'KVM_IRQFD_LEVEL' });
      assert.deepEqual(pulse('edge', false), [...bind, ...bound]);
      assert.throws(() => pulse('level', false), { code: 'KVM_IRQFD_LEVEL' });
      assert.deepEqual(pulse('edge', false), bound);
    });
  });

  test('where a running vCPU hides the trigger the line is lowered after the pulse, whatever it is', () => {
    withLine((pulse) => {
      assert.deepEqual(pulse('level', true), [...bind, ...bound]);
      assert.deepEqual(pulse('level', true), bound);
      assert.throws(() => pulse('level', false), { code: 'KVM_IRQFD_LEVEL' });
    });
  });
});
