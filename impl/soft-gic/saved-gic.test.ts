import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IrqlineError, type ErrorCode } from '../../spec/index.js';
import { SoftGic, spiFromIntId } from '../index.js';
import type { GicState } from './saved-gic.js';

interface Envelope {
  format: string;
  version: number;
  body: { -readonly [Field in keyof GicState]: GicState[Field] };
}

const size = { peCount: 2, spiCount: 64 };
const parse = (state: Uint8Array): Envelope => JSON.parse(new TextDecoder().decode(state)) as Envelope;
const encode = (envelope: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(envelope));

/** A GIC in the middle of something. */
function busyGic(): SoftGic {
  const gic = new SoftGic(size);
  gic.writeDistributor(0, 4, 3);
  gic.writeDistributor(0x084, 4, 0xffff_ffff);
  gic.writeDistributor(0x104, 4, 0xffff_ffff);
  gic.writeDistributor(0xc08, 4, 0x2);
  gic.writeDistributor(0x420, 4, 0x8090_a0b0);
  gic.writeDistributor(0x6108, 8, 2 ** 31);
  gic.writeRegister(0, 'ICC_PMR_EL1', 0xff);
  gic.writeRegister(0, 'ICC_IGRPEN1_EL1', 1);
  gic.pulseSpi(spiFromIntId(32));
  gic.setSpiLevel(spiFromIntId(33), true);
  gic.readRegister(0, 'ICC_IAR1_EL1');
  return gic;
}

describe('the saved state of a SoftGic', () => {
  it('comes back whole, in a GIC in use and in a fresh one, and goes on alike', () => {
    const gic = busyGic();
    const saved = gic.saveState();
    const fresh = new SoftGic(size);
    fresh.pulseSpi(spiFromIntId(95));
    fresh.restoreState(saved);
    assert.deepEqual(fresh.saveState(), saved);
    assert.equal(fresh.isSignalled(0), gic.isSignalled(0));
    for (const each of [gic, fresh]) each.writeRegister(0, 'ICC_EOIR1_EL1', 33);
    assert.equal(fresh.readRegister(0, 'ICC_IAR1_EL1'), gic.readRegister(0, 'ICC_IAR1_EL1'));
    assert.deepEqual(fresh.saveState(), gic.saveState());
  });

  it('names its format and version', () => {
    const { format, version } = parse(busyGic().saveState());
    assert.deepEqual({ format, version }, { format: 'irqline/soft-gic', version: 1 });
  });

  const damages: readonly (readonly [string, ErrorCode, (envelope: Envelope) => unknown])[] = [
    ['of another kind', 'SAVED_STATE_FOREIGN', (envelope) => ({ ...envelope, format: 'irqline/transport' })],
    ['of a later version', 'SAVED_STATE_FROM_THE_FUTURE', (envelope) => ({ ...envelope, version: 2 })],
    ['with more PEs', 'SAVED_STATE_FOREIGN', ({ body, ...rest }) => ({ ...rest, body: { ...body, peCount: 4 } })],
    ['with fewer SPIs', 'SAVED_STATE_FOREIGN', ({ body, ...rest }) => ({ ...rest, body: { ...body, spiCount: 32 } })],
    ['with more SPIs', 'SAVED_STATE_FOREIGN', ({ body, ...rest }) => ({ ...rest, body: { ...body, spiCount: 96 } })],
    [
      'with one bank more',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({ ...rest, body: { ...body, banks: [...body.banks, ...body.banks.slice(-1)] } }),
    ],
    [
      'with one CPU interface more',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({
        ...rest,
        body: { ...body, cpuInterfaces: [...body.cpuInterfaces, ...body.cpuInterfaces.slice(-1)] },
      }),
    ],
    [
      'without the last bank',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({ ...rest, body: { ...body, banks: body.banks.slice(1) } }),
    ],
    [
      'without a CPU interface',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({ ...rest, body: { ...body, cpuInterfaces: body.cpuInterfaces.slice(1) } }),
    ],
    [
      'with a latch of an SGI',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({
        ...rest,
        body: { ...body, banks: body.banks.map((bank, index) => (index === 0 ? { ...bank, latch: 1 } : bank)) },
      }),
    ],
    [
      'with too few priorities',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({
        ...rest,
        body: { ...body, banks: body.banks.map((bank) => ({ ...bank, IPRIORITYR: bank.IPRIORITYR.slice(1) })) },
      }),
    ],
    [
      'with a priority that has more bits than there are',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({
        ...rest,
        body: { ...body, banks: body.banks.map((bank) => ({ ...bank, IPRIORITYR: bank.IPRIORITYR.map(() => 1) })) },
      }),
    ],
    [
      'with a binary point below the least',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({
        ...rest,
        body: { ...body, cpuInterfaces: body.cpuInterfaces.map((cpu) => ({ ...cpu, ICC_BPR1_EL1: 2 })) },
      }),
    ],
    [
      'without a field',
      'SAVED_STATE_MALFORMED',
      ({ body, ...rest }) => ({ ...rest, body: { ...body, GICD_CTLR: null } }),
    ],
  ];
  for (const [what, code, damage] of damages) {
    it(`is refused ${what}, and changes nothing`, () => {
      const gic = busyGic();
      const before = gic.saveState();
      assert.throws(
        () => gic.restoreState(encode(damage(parse(before)))),
        (error) => error instanceof IrqlineError && error.code === code,
      );
      assert.deepEqual(gic.saveState(), before);
    });
  }

  it('is refused with the line of an INTID that is no interrupt, in a last bank that is not full', () => {
    const gic = new SoftGic({ peCount: 1, spiCount: 988 });
    const before = gic.saveState();
    const { body, ...rest } = parse(before);
    const banks = body.banks.map((bank, index) => (index === 31 ? { ...bank, line: 2 ** 28 } : bank));
    assert.throws(
      () => gic.restoreState(encode({ ...rest, body: { ...body, banks } })),
      (error) => error instanceof IrqlineError && error.code === 'SAVED_STATE_MALFORMED',
    );
    assert.deepEqual(gic.saveState(), before);
  });

  it('is refused when it is cut short, at whatever byte', () => {
    const gic = busyGic();
    const saved = gic.saveState();
    for (let length = 0; length < saved.length; length += 37) {
      assert.throws(
        () => gic.restoreState(saved.subarray(0, length)),
        (error) => error instanceof IrqlineError && error.code === 'SAVED_STATE_MALFORMED',
      );
    }
    assert.deepEqual(gic.saveState(), saved);
  });
});
