import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { spiFromIntId } from '../../impl/index.js';
import { IrqlineError, type ErrorCode } from '../../spec/errors.js';
import { useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { Kvm } from '../vm/kvm.js';
import { KvmVgicV3 } from './kvm-vgic-v3.js';
import { LineRecord } from './line-record.js';
import { cpuInterface, cpuInterfaceRegisters, readVgic, writeVgic } from './registers.js';
import { partsOf, shapeOf, type SavedVgic } from './state.js';

const SIZE = { vcpuCount: 2, spiCount: 32 } as const;
const spi = spiFromIntId(48);
const never = (): boolean => false;

describe('a whole state or nothing', { skip: process.platform !== 'linux' && 'KVM is of Linux' }, () => {
  let libc: FakeLibc;
  let kvm: Kvm;
  let gic: KvmVgicV3;
  beforeEach(() => {
    libc = new FakeLibc();
    useLibc(libc);
    kvm = Kvm.open('/dev/null'); // which is there on every machine, and which nobody opens
    gic = KvmVgicV3.create(kvm, SIZE, { levels: 'irqfd' });
  });
  afterEach(() => {
    libc.refuses = never;
    gic.close();
    kvm.close();
    useLibc();
  });

  /** What is saved, and whether the device is known to drive the line high. */
  const now = (): string =>
    `${Buffer.from(gic.saveState()).toString()} ${new LineRecord(gic.lines.shared.memory, spi.raw - 32).isHigh}`;

  /** Goes into a state of which every register holds this. */
  function fill(value: number, isHigh: boolean): void {
    for (const { register } of partsOf(shapeOf(gic.device, SIZE))) writeVgic(gic.device, register, value);
    gic.setSpiLevel(spi, isHigh);
  }

  /** What comes of a restore when KVM refuses some calls; a call's place is counted from its first. */
  function restoreRefused(state: Uint8Array, refuses: FakeLibc['refuses']): ErrorCode | 'restored' {
    const before = libc.calls.length;
    libc.refuses = (place, name) => refuses(place - before, name);
    try {
      gic.restoreState(state);
      return 'restored';
    } catch (error) {
      assert.ok(error instanceof IrqlineError, String(error));
      return error.code;
    } finally {
      libc.refuses = never;
    }
  }

  test('whichever call KVM refuses, all is as it was before, the records of the lines too', () => {
    fill(0x0001_0000, true);
    const other = gic.saveState();
    const restored = now();
    fill(0x0202, false);
    const before = now();
    let calls = 0;
    for (;;) {
      const refused = calls;
      const code = restoreRefused(other, (place) => place === refused);
      if (code === 'restored') break;
      assert.equal(now(), before, `${code} at call ${refused}`);
      calls += 1;
    }
    assert.ok(calls > 2 * partsOf(shapeOf(gic.device, SIZE)).length, 'it reads all and writes all');
    assert.equal(now(), restored);
  });

  test('who cannot put back what was there before says so', () => {
    fill(1, false);
    const other = gic.saveState();
    fill(2, true);
    const current = gic.saveState();
    const before = now();
    let [calls, halves] = [0, 0];
    for (;;) {
      const from = calls;
      const code = restoreRefused(other, (place, name) => place >= from && name === 'KVM_SET_DEVICE_ATTR');
      if (code === 'restored') break;
      if (code !== 'KVM_STATE_LEFT_HALF') assert.equal(now(), before, code);
      else halves += 1;
      calls += 1;
      gic.restoreState(current);
    }
    assert.ok(halves > partsOf(shapeOf(gic.device, SIZE)).length);
  });

  test('of a vGIC with more than 5 bits of priority every register of active priorities is saved', () => {
    const PRIBITS = 8; // of ICC_CTLR_EL1, from bit 8 on: the bits without one
    for (const [bits, last] of [
      [5, 'ICC_AP1R0_EL1'],
      [6, 'ICC_AP1R1_EL1'],
      [7, 'ICC_AP1R3_EL1'],
    ] as const) {
      writeVgic(gic.device, cpuInterface(0, 'ICC_CTLR_EL1'), (bits - 1) << PRIBITS);
      for (const group of ['0', '1'] as const) {
        const names = Array.from({ length: 2 ** (bits - 5) }, (_, index) => `ICC_AP${group}R${index}_EL1`);
        assert.deepEqual(
          names,
          cpuInterfaceRegisters(bits).filter((name) => name.includes(`AP${group}R`)),
        );
      }
      const highest = cpuInterface(1, last);
      writeVgic(gic.device, highest, 0x10 + bits);
      const saved = gic.saveState();
      writeVgic(gic.device, highest, 0);
      gic.restoreState(saved);
      assert.equal(readVgic(gic.device, highest), 0x10 + bits, last);
    }
  });

  test('a state that holds what is no register’s is refused before anything is written', () => {
    fill(7, true);
    const before = now();
    const saved = JSON.parse(Buffer.from(gic.saveState()).toString()) as { readonly body: SavedVgic };
    const { values } = saved.body;
    const from = libc.calls.length;
    const damages: object[] = [{ values: values.slice(1) }, { values: [...values, 0] }];
    for (const wrong of [1.5, -1, 2 ** 32, '1', null]) {
      damages.push({ vcpuCount: wrong }, { spiCount: wrong }, { priorityBits: wrong });
      for (const at of [0, values.length - 1])
        damages.push({ values: values.map((it, index) => (index === at ? wrong : it)) });
    }
    for (const damage of damages) {
      const state = Buffer.from(JSON.stringify({ ...saved, body: { ...saved.body, ...damage } }));
      assert.equal(restoreRefused(state, never), 'SAVED_STATE_MALFORMED', JSON.stringify(damage).slice(0, 40));
    }
    assert.equal(libc.calls.length, from);
    assert.equal(now(), before);
  });
});
