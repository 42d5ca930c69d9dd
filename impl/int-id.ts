import { IrqlineError, type ErrorCode } from '../spec/errors.js';

/**
 * An interrupt number of the GIC, as the raw INTID that its registers use.
 * An {@link Spi} and a {@link Ppi} are different types, so that an operation on SPIs cannot be given a PPI; and since they
 * have a private field, nor an object that merely looks like one. There is none with a number out of range.
 * Source: Arm IHI 0069, "INTIDs"; the device tree cells are those of the Linux binding `arm,gic-v3`.
 */
abstract class IntId {
  /** The INTID: 16 to 31 for a PPI, 32 to 1019 for an SPI. */
  readonly raw: number;
  /** First cell of an `interrupts` entry: 0 for an SPI, 1 for a PPI. */
  abstract readonly fdtCellType: 0 | 1;
  readonly #firstOfItsKind: number;

  protected constructor(raw: number, { first, last, code }: Kind) {
    requireRange(raw, first, last, code, 'INTID');
    this.raw = raw;
    this.#firstOfItsKind = first;
  }

  /** Second cell of an `interrupts` entry: the number within its kind, from 0. */
  get fdtCellOffset(): number {
    return this.raw - this.#firstOfItsKind;
  }
}

interface Kind {
  readonly first: number;
  readonly last: number;
  readonly code: ErrorCode;
}

/** A shared peripheral interrupt, INTID 32 to 1019. Make one with {@link spiFromIntId} or {@link spiFromCell}. */
export class Spi extends IntId {
  override readonly fdtCellType = 0;

  private constructor(raw: number) {
    super(raw, { first: FIRST_SPI, last: LAST_SPI, code: 'SPI_INTID_OUT_OF_RANGE' });
  }

  /** @internal */
  static of(raw: number): Spi {
    return new Spi(raw);
  }

  override toString(): string {
    return `SPI ${this.fdtCellOffset} (INTID ${this.raw})`;
  }
}

/** A private peripheral interrupt, INTID 16 to 31. Make one with {@link ppiFromIntId} or {@link ppiFromCell}. */
export class Ppi extends IntId {
  override readonly fdtCellType = 1;

  private constructor(raw: number) {
    super(raw, { first: FIRST_PPI, last: LAST_PPI, code: 'PPI_INTID_OUT_OF_RANGE' });
  }

  /** @internal */
  static of(raw: number): Ppi {
    return new Ppi(raw);
  }

  override toString(): string {
    return `PPI ${this.fdtCellOffset} (INTID ${this.raw})`;
  }
}

export const FIRST_PPI = 16;
export const LAST_PPI = 31;
export const FIRST_SPI = 32;
export const LAST_SPI = 1019;

/**
 * The SPI of a device tree cell.
 * @param cell - 0 to 987
 * @throws IrqlineError SPI_CELL_OUT_OF_RANGE
 */
export function spiFromCell(cell: number): Spi {
  requireRange(cell, 0, LAST_SPI - FIRST_SPI, 'SPI_CELL_OUT_OF_RANGE', 'SPI cell');
  return Spi.of(FIRST_SPI + cell);
}

/**
 * The SPI of a raw INTID.
 * @param intId - 32 to 1019
 * @throws IrqlineError SPI_INTID_OUT_OF_RANGE
 */
export function spiFromIntId(intId: number): Spi {
  return Spi.of(intId);
}

/**
 * The PPI of a device tree cell.
 * @param cell - 0 to 15
 * @throws IrqlineError PPI_CELL_OUT_OF_RANGE
 */
export function ppiFromCell(cell: number): Ppi {
  requireRange(cell, 0, LAST_PPI - FIRST_PPI, 'PPI_CELL_OUT_OF_RANGE', 'PPI cell');
  return Ppi.of(FIRST_PPI + cell);
}

/**
 * The PPI of a raw INTID.
 * @param intId - 16 to 31
 * @throws IrqlineError PPI_INTID_OUT_OF_RANGE
 */
export function ppiFromIntId(intId: number): Ppi {
  return Ppi.of(intId);
}

function requireRange(value: number, first: number, last: number, code: ErrorCode, what: string): void {
  if (!Number.isInteger(value) || value < first || value > last) throw new IrqlineError(code, `${what} ${value}`);
}
