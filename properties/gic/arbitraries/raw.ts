import * as fc from 'fast-check';
import type { GicConfig, MmioAccess, Target } from '../../../model/index.js';
import {
  distributorOffset,
  gicRegisters,
  interruptRegisters,
  redistributorOffset,
  type InterruptRegister,
} from '../../../spec/gicv3.js';
import type { Intention } from '../resolve.js';

/** A read of what tells a driver which GIC this is. */
export const identification = (pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> =>
  fc
    .tuple(
      pe,
      fc.constantFrom<Pick<MmioAccess, 'frame' | 'offset' | 'width'>[]>(
        { frame: 'distributor', offset: gicRegisters.GICD_CTLR, width: 4 },
        { frame: 'distributor', offset: gicRegisters.GICD_TYPER, width: 4 },
        { frame: 'distributor', offset: gicRegisters.GICD_PIDR2, width: 4 },
        { frame: 'redistributor', offset: gicRegisters.GICR_TYPER, width: 8 },
        { frame: 'redistributor', offset: gicRegisters.GICR_TYPER, width: 4 },
        { frame: 'redistributor', offset: gicRegisters.GICR_TYPER + 4, width: 4 },
        { frame: 'redistributor', offset: gicRegisters.GICR_PIDR2, width: 4 },
      ),
    )
    .map(([on, access]): Intention[] => [{ kind: 'mmioRead', pe: on, ...access }]);

const arrays = Object.keys(interruptRegisters) as InterruptRegister[];

const value32 = fc.oneof(
  fc.constantFrom(0, 1, 0xffff_ffff, 0xaaaa_aaaa, 0x8000_0000),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);

/** Any access at all: the registers of an interrupt in use, constants, wrong widths, wrong offsets, no register. */
export function rawAccess({ peCount, spiCount }: GicConfig, one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  const field = fc
    .tuple(one, fc.constantFrom(...arrays))
    .map(([to, register]) =>
      to.intId >= 32
        ? ({ frame: 'distributor', pe: to.pe, offset: distributorOffset(register, to.intId) } as const)
        : ({ frame: 'redistributor', pe: to.pe, offset: redistributorOffset(register, to.intId) } as const),
    );
  const odd = fc.record({
    frame: fc.constantFrom('distributor' as const, 'redistributor' as const),
    pe: fc.nat(peCount - 1),
    offset: fc.oneof(
      fc.constantFrom(0x0, 0x14, 0x80, 0x100, 0x204, 0x800, 0xd00, 0xf00, 0x1_0000, 0x1_0c00, 0x1_0e00),
      fc.constantFrom(...arrays).map((register) => distributorOffset(register, 32 + spiCount)),
      fc.integer({ min: 0, max: 0x1_ffff }),
    ),
  });
  return fc
    .record({
      place: fc.oneof({ weight: 3, arbitrary: field }, { weight: 2, arbitrary: odd }),
      width: fc.constantFrom<(1 | 2 | 4 | 8)[]>(4, 4, 4, 4, 4, 1, 2, 8),
      value: value32,
      isRead: fc.boolean(),
    })
    .map(({ place, width, value, isRead }): Intention[] => {
      if (isRead) return [{ kind: 'mmioRead', ...place, width }];
      return [{ kind: 'mmioWrite', ...place, width, value: width === 8 ? value : value % 2 ** (8 * width) }];
    });
}
