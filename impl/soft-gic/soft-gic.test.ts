import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'node:test';
import { IrqlineError, type ErrorCode } from '../../spec/index.js';
import { ppiFromIntId, SoftGic, spiFromIntId } from '../index.js';

const spi = spiFromIntId(40);
const ppi = ppiFromIntId(27);

/** Everything open on every PE, and this SPI edge-triggered, in group 1, enabled. */
function openGic(peCount = 1, spiCount = 32): SoftGic {
  const gic = new SoftGic({ peCount, spiCount });
  gic.writeDistributor(0, 4, 2);
  for (let pe = 0; pe < peCount; pe += 1) {
    gic.writeRegister(pe, 'ICC_PMR_EL1', 0xff);
    gic.writeRegister(pe, 'ICC_IGRPEN1_EL1', 1);
    gic.writeRedistributor(pe, 0x1_0080, 4, 0xffff_ffff);
    gic.writeRedistributor(pe, 0x1_0100, 4, 0xffff_ffff);
  }
  for (let word = 1; 32 * word < 32 + spiCount; word += 1) {
    gic.writeDistributor(0x080 + 4 * word, 4, 0xffff_ffff);
    gic.writeDistributor(0xc00 + 8 * word, 4, 0xaaaa_aaaa);
    gic.writeDistributor(0xc04 + 8 * word, 4, 0xaaaa_aaaa);
    gic.writeDistributor(0x100 + 4 * word, 4, 0xffff_ffff);
  }
  return gic;
}

function throwsCode(code: ErrorCode, action: () => unknown): void {
  assert.throws(action, (error) => error instanceof IrqlineError && error.code === code);
}

describe('SoftGic', () => {
  it('delivers a pulse once, from acknowledge to end', () => {
    const gic = openGic();
    gic.pulseSpi(spi);
    assert.equal(gic.isSignalled(0), true);
    assert.equal(gic.readRegister(0, 'ICC_IAR1_EL1'), 40);
    assert.equal(gic.isSignalled(0), false);
    gic.writeRegister(0, 'ICC_EOIR1_EL1', 40);
    assert.equal(gic.readRegister(0, 'ICC_IAR1_EL1'), 1023);
  });

  it('delivers a level of one PE’s PPI to that PE, until it falls', () => {
    const gic = openGic(2);
    gic.setPpiLevel(1, ppi, true);
    assert.equal(gic.isSignalled(0), false);
    assert.equal(gic.readRegister(1, 'ICC_IAR1_EL1'), 27);
    gic.setPpiLevel(1, ppi, false);
    gic.writeRegister(1, 'ICC_EOIR1_EL1', 27);
    assert.equal(gic.isSignalled(1), false);
    gic.pulsePpi(1, ppi);
    assert.equal(gic.isSignalled(1), false, 'a pulse of a level-triggered interrupt leaves nothing behind');
  });

  it('has all 988 SPIs, the last one among them', () => {
    const gic = openGic(1, 988);
    gic.pulseSpi(spiFromIntId(1019));
    assert.equal(gic.readDistributor(0x200 + 4 * 31, 4), 1 << 27);
    gic.writeDistributor(0x100 + 4 * 31, 4, 0xffff_ffff);
    assert.equal(gic.readDistributor(0x100 + 4 * 31, 4), 0x0fff_ffff);
  });

  for (const [peCount, spiCount] of [
    [0, 32],
    [5, 32],
    [1.5, 32],
    [1, 0],
    [1, 33],
    [1, 992],
    [1, -32],
    [Number.NaN, 32],
  ] as const) {
    it(`cannot be made with ${peCount} PEs and ${spiCount} SPIs`, () => {
      throwsCode('GIC_SIZE_NOT_SUPPORTED', () => new SoftGic({ peCount, spiCount }));
    });
  }

  it('answers an SPI or a PE that it does not have with a typed error, and changes nothing', () => {
    const gic = openGic();
    const before = gic.saveState();
    throwsCode('GIC_SPI_NOT_IMPLEMENTED', () => gic.pulseSpi(spiFromIntId(64)));
    throwsCode('GIC_SPI_NOT_IMPLEMENTED', () => gic.setSpiLevel(spiFromIntId(1019), true));
    for (const pe of [1, -1, 0.5]) {
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.pulsePpi(pe, ppi));
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.setPpiLevel(pe, ppi, true));
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.readRegister(pe, 'ICC_IAR1_EL1'));
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.writeRegister(pe, 'ICC_PMR_EL1', 0));
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.readRedistributor(pe, 0, 4));
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.writeRedistributor(pe, 0x1_0100, 4, 0));
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.isSignalled(pe));
      throwsCode('GIC_PE_NOT_IMPLEMENTED', () => gic.waitForInterrupt(pe, 0));
    }
    assert.deepEqual(gic.saveState(), before);
  });

  it('reads as zero, and ignores writes, wherever there is no register', () => {
    const gic = openGic();
    const before = gic.saveState();
    for (const offset of [-4, 0.5, 0x3c, 0x800, 0x2000, 0x7ff8, 0x1_0000, Number.NaN]) {
      for (const width of [0, 1, 2, 3, 4, 8]) {
        gic.writeDistributor(offset, width, 0xff);
        gic.writeRedistributor(0, offset, width, 0xff);
        assert.equal(gic.readDistributor(offset, width), 0);
      }
    }
    assert.deepEqual(gic.saveState(), before);
  });

  it('survives the end of what was not acknowledged: the latch of an edge stays', () => {
    const gic = openGic();
    gic.pulseSpi(spi);
    for (const intId of [40, 41, 16, 0, 999, 1019, 1023, 0xff_ffff]) gic.writeRegister(0, 'ICC_EOIR1_EL1', intId);
    assert.equal(gic.readRegister(0, 'ICC_IAR1_EL1'), 40);
    gic.pulseSpi(spi);
    gic.writeRegister(0, 'ICC_EOIR1_EL1', 41);
    assert.equal(gic.readRegister(0, 'ICC_RPR_EL1'), 0xff);
    assert.equal(gic.readDistributor(0x204, 4), 1 << 8);
  });

  it('tells its size, its version, and which redistributor is the last', () => {
    const gic = new SoftGic({ peCount: 2, spiCount: 96 });
    assert.equal(gic.readDistributor(0x4, 4) & 0x1f, 3);
    assert.equal(gic.readDistributor(0xffe8, 4), 0x3b);
    assert.deepEqual(
      [0, 1].map((pe) => gic.readRedistributor(pe, 0x8, 8)),
      [0, 2 ** 32 + 0x110],
    );
    assert.deepEqual([gic.readRedistributor(1, 0x8, 4), gic.readRedistributor(1, 0xc, 4)], [0x110, 1]);
    assert.equal(gic.readRedistributor(1, 0xffe8, 4), 0x3b);
  });

  it('tells what it is in ICC_CTLR_EL1, and keeps only EOImode', () => {
    const gic = openGic();
    gic.writeRegister(0, 'ICC_CTLR_EL1', 0xffff_ffff);
    assert.equal(gic.readRegister(0, 'ICC_CTLR_EL1'), 0x8402);
  });

  it('keeps only the bits that there are, of whatever is written to a register', () => {
    const gic = new SoftGic({ peCount: 1, spiCount: 988 });
    const [ones, last] = [0xffff_ffff, 4 * 31];
    const written: readonly (readonly [offset: number, width: number, reads: number])[] = [
      [0x0, 4, 0x53], // GICD_CTLR: ARE_NS and DS are fixed, RWP and E1NWF are not there
      [0x4, 4, 0x0148_001f], // GICD_TYPER is read-only
      [0x080 + last, 4, 0x0fff_ffff], // INTIDs 1020 to 1023 are no interrupts
      [0x100 + last, 4, 0x0fff_ffff],
      [0x400 + 40, 4, 0xf8f8_f8f8], // five bits of priority
      [0x400 + 1020, 4, 0],
      [0xc00 + 8, 4, 0xaaaa_aaaa], // bit 2n is reserved
      [0x6000 + 8 * 40, 4, 0x8000_0000], // routed to any PE, the affinity is not looked at
      [0x080, 4, 0], // the word of SGIs and PPIs is the redistributor's
    ];
    for (const [offset, width, reads] of written) {
      gic.writeDistributor(offset, width, ones);
      assert.equal(gic.readDistributor(offset, width), reads, `0x${offset.toString(16)}`);
    }
    gic.writeDistributor(0x6000 + 8 * 41, 8, 2 ** 53 - 1 - 2 ** 31);
    assert.equal(gic.readDistributor(0x6000 + 8 * 41, 8), 0xff_00ff_ffff);
    for (const offset of [0x1_0080, 0x1_0100, 0x1_0200, 0x1_0300]) {
      gic.writeRedistributor(0, offset, 4, ones);
      assert.equal(gic.readRedistributor(0, offset, 4), 0xffff_0000, 'SGIs are not there');
    }
    for (const [register, reads] of [
      ['ICC_PMR_EL1', 0xf8],
      ['ICC_BPR1_EL1', 7],
      ['ICC_IGRPEN1_EL1', 1],
    ] as const) {
      gic.writeRegister(0, register, ones);
      assert.equal(gic.readRegister(0, register), reads, register);
    }
  });

  it('keeps what is routed to a PE that it does not have pending, until a route leads to one', () => {
    const gic = openGic(2);
    for (const affinity of [2, 3, 0xff, 0x100, 0x1_0000, 0x1_0000_0000]) {
      gic.writeDistributor(0x6000 + 8 * 40, 8, affinity);
      gic.pulseSpi(spi);
      assert.deepEqual([gic.isSignalled(0), gic.isSignalled(1)], [false, false], `affinity ${affinity}`);
      assert.equal(gic.readDistributor(0x204, 4), 1 << 8);
      gic.writeDistributor(0x6000 + 8 * 40, 8, 1);
      assert.equal(gic.readRegister(1, 'ICC_IAR1_EL1'), 40);
      gic.writeRegister(1, 'ICC_EOIR1_EL1', 40);
    }
  });

  it('shows itself with what is pending and active', () => {
    const gic = openGic(2);
    assert.match(inspect(gic), /pending none; active none; PE 0 quiet, AP1R0 0x0/);
    gic.pulseSpi(spi);
    gic.setPpiLevel(1, ppi, true);
    gic.readRegister(0, 'ICC_IAR1_EL1');
    assert.equal(
      inspect(gic),
      'SoftGic { 2 PEs, 32 SPIs; EnableGrp 2; pending 27@1; active 40; PE 0 quiet, AP1R0 0x1; PE 1 signalled, AP1R0 0x0 }',
    );
  });

  it('waits for an interrupt no longer than it is told', () => {
    const gic = openGic();
    assert.equal(gic.waitForInterrupt(0, 1), false);
    gic.pulseSpi(spi);
    assert.equal(gic.waitForInterrupt(0), true);
  });

  it('waits on when a request has gone again before the PE has woken', (t) => {
    const gic = openGic();
    const wakes: (() => void)[] = [() => undefined, () => gic.pulseSpi(spi)];
    const lefts: number[] = [];
    t.mock.method(Atomics, 'wait', (_words: Int32Array, _index: number, _value: number, left: number) => {
      lefts.push(left);
      wakes.shift()?.();
      return 'ok';
    });
    assert.equal(gic.waitForInterrupt(0, 5000), true);
    assert.ok(lefts.length === 2 && lefts.every((left) => left > 0 && left <= 5000), lefts.join(', '));
    gic.readRegister(0, 'ICC_IAR1_EL1');
    assert.equal(gic.waitForInterrupt(0, 20), false, 'it ends, however often it is woken');
  });
});

it('beyond the frames nothing is there, however far', () => {
  const gic = new SoftGic({ peCount: 1, spiCount: 32 });
  for (const beyond of [2 ** 16, 2 ** 32, 2 ** 33]) {
    gic.writeDistributor(beyond + 0x104, 4, 1);
    gic.writeRedistributor(0, 2 * beyond + 0x1_0100, 4, 1 << 16);
  }
  assert.deepEqual([gic.readDistributor(0x104, 4), gic.readRedistributor(0, 0x1_0100, 4)], [0, 0]);
  gic.writeDistributor(0x104, 4, 1);
  gic.writeRedistributor(0, 0x1_0100, 4, 1 << 16);
  assert.deepEqual([gic.readDistributor(0x104, 4), gic.readRedistributor(0, 0x1_0100, 4)], [1, 1 << 16]);
  for (const beyond of [2 ** 16, 2 ** 32, 2 ** 33]) {
    assert.equal(gic.readDistributor(beyond + 0x104, 4), 0);
    assert.equal(gic.readRedistributor(0, 2 * beyond + 0x1_0100, 4), 0);
  }
});
