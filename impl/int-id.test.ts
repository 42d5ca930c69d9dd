import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../spec/errors.js';
import type { Gic } from './gic.js';
import { Ppi, ppiFromCell, ppiFromIntId, Spi, spiFromCell, spiFromIntId } from './int-id.js';

test('an SPI is made of a device tree cell or of its INTID', () => {
  for (const [cell, intId] of [
    [0, 32],
    [5, 37],
    [987, 1019],
  ] as const) {
    for (const spi of [spiFromCell(cell), spiFromIntId(intId)]) {
      assert.equal(spi.raw, intId);
      assert.equal(spi.fdtCellType, 0);
      assert.equal(spi.fdtCellOffset, cell);
      assert.equal(spi.toString(), `SPI ${cell} (INTID ${intId})`);
      assert.ok(spi instanceof Spi);
    }
  }
});

test('a PPI is made of a device tree cell or of its INTID', () => {
  for (const [cell, intId] of [
    [0, 16],
    [11, 27],
    [15, 31],
  ] as const) {
    for (const ppi of [ppiFromCell(cell), ppiFromIntId(intId)]) {
      assert.equal(ppi.raw, intId);
      assert.equal(ppi.fdtCellType, 1);
      assert.equal(ppi.fdtCellOffset, cell);
      assert.equal(ppi.toString(), `PPI ${cell} (INTID ${intId})`);
      assert.ok(ppi instanceof Ppi);
    }
  }
});

const makers = [
  { make: spiFromCell, code: 'SPI_CELL_OUT_OF_RANGE', outside: [-1, 988] },
  { make: spiFromIntId, code: 'SPI_INTID_OUT_OF_RANGE', outside: [0, 15, 31, 1020, 8192] },
  { make: ppiFromCell, code: 'PPI_CELL_OUT_OF_RANGE', outside: [-1, 16] },
  { make: ppiFromIntId, code: 'PPI_INTID_OUT_OF_RANGE', outside: [0, 15, 32, 1019] },
] as const satisfies readonly { make: (value: number) => unknown; code: ErrorCode; outside: readonly number[] }[];

for (const { make, code, outside } of makers) {
  test(`${make.name} refuses what is out of range, of the wrong kind, or no integer, as ${code}`, () => {
    for (const value of [...outside, Number.NaN, Number.POSITIVE_INFINITY, 20.5, 2 ** 32 + 40]) {
      assert.throws(() => make(value), { name: 'IrqlineError', code });
    }
  });

  test(`${make.name} names the value that it refused`, () => {
    assert.throws(() => make(-7), /-7: /);
  });
}

type Pulsed = Parameters<Gic['pulseSpi']>[0];
type Driven = Parameters<Gic['setSpiLevel']>[0];

// These constants are checked by the compiler: the build fails when a PPI, a bare number or a look-alike becomes acceptable.
const spiIsNoPpi: Spi extends Ppi ? false : true = true;
const pulsedIsNoPpi: Ppi extends Pulsed ? false : true = true;
const drivenIsNoPpi: Ppi extends Driven ? false : true = true;
const pulsedIsNoNumber: number extends Pulsed ? false : true = true;
const drivenIsNoNumber: number extends Driven ? false : true = true;
const pulsedIsNoLookAlike: Pick<Spi, keyof Spi> extends Pulsed ? false : true = true;
const drivenIsNoLookAlike: Pick<Spi, keyof Spi> extends Driven ? false : true = true;
const ppiIsNoLookAlike: Pick<Ppi, keyof Ppi> extends Ppi ? false : true = true;
const spiIsTaken: Spi extends Pulsed ? (Spi extends Driven ? true : false) : false = true;

test('an operation on SPIs cannot be given a PPI, a number, or what has the fields of an SPI', () => {
  assert.ok(spiIsNoPpi && pulsedIsNoPpi && drivenIsNoPpi && pulsedIsNoNumber && drivenIsNoNumber && spiIsTaken);
  assert.ok(pulsedIsNoLookAlike && drivenIsNoLookAlike && ppiIsNoLookAlike);
});

test('there is no way around the range', () => {
  for (const raw of [0, 15, 31, 1020, 40.5, Number.NaN]) {
    assert.throws(() => Spi.of(raw), { name: 'IrqlineError', code: 'SPI_INTID_OUT_OF_RANGE' });
  }
  for (const raw of [15, 32, 20.5, Number.NaN]) {
    assert.throws(() => Ppi.of(raw), { name: 'IrqlineError', code: 'PPI_INTID_OUT_OF_RANGE' });
  }
});
