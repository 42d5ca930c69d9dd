import * as fc from 'fast-check';
import type { DeviceAction } from '../../../model/index.js';
import { CONFIG_OFFSET, registers, statusBits, type RegisterName } from '../../../spec/index.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, FAILED, DEVICE_NEEDS_RESET } = statusBits;

export function read(name: RegisterName): DeviceAction {
  return { kind: 'read', offset: registers[name].offset, width: 4 };
}

export function write(name: RegisterName, value: number): DeviceAction {
  return { kind: 'write', offset: registers[name].offset, width: 4, value };
}

/** Both bits at once, other bits, none, and bits that no standard defines. */
export const ack = fc.constantFrom(1, 2, 3, 0, 1, 2, 4, 0x100, 0x102, 0x8000_0000, 0xffff_fffc, 0xffff_ffff);

export const handler = ack.map((value) => [read('InterruptStatus'), write('InterruptACK', value)]);

/** What a driver reads again and again, and what it reads first. */
export const look = fc
  .constantFrom(
    'InterruptStatus' as const,
    'InterruptStatus' as const,
    'InterruptStatus' as const,
    'Status' as const,
    'ConfigGeneration' as const,
    'MagicValue' as const,
    'Version' as const,
  )
  .map((name) => [read(name)]);

/** Any access at all: every register both ways, wrong widths, wrong offsets, the configuration space and beyond. */
export const access: fc.Arbitrary<DeviceAction> = fc
  .record({
    offset: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Object.values(registers).map(({ offset }) => offset)) },
      { weight: 2, arbitrary: fc.integer({ min: CONFIG_OFFSET, max: CONFIG_OFFSET + 16 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xfff }) },
    ),
    width: fc.constantFrom(4, 4, 4, 4, 1, 2, 8, 3, 0),
    value: fc.oneof(
      fc.constantFrom(
        0,
        1,
        2,
        3,
        ACKNOWLEDGE | DRIVER,
        FEATURES_OK,
        DRIVER_OK,
        FAILED | 15,
        DEVICE_NEEDS_RESET | 15,
        0x10000,
      ),
      fc.integer({ min: 0, max: 0xffff_ffff }),
    ),
    isRead: fc.boolean(),
  })
  .map(({ offset, width, value, isRead }) =>
    isRead ? { kind: 'read', offset, width } : { kind: 'write', offset, width, value },
  );

/** A field of the configuration space is written, read, changed over and read again; nothing where there is no space. */
export function fieldInTurn(space: readonly number[]): fc.Arbitrary<DeviceAction[]> {
  if (space.length === 0) return fc.constant([]);
  const byte = fc.integer({ min: 0, max: 255 });
  return fc.constantFrom(...fieldsOf(space.length)).chain(([at, width]) =>
    fc
      .tuple(fc.integer({ min: 0, max: 2 ** (8 * width) - 1 }), byte, fc.nat(width - 1))
      .map(([value, changed, index]): DeviceAction[] => {
        const field = { offset: CONFIG_OFFSET + at, width };
        return [
          { kind: 'write', ...field, value },
          { kind: 'read', ...field },
          { kind: 'configChange', offset: at + index, bytes: [changed] },
          { kind: 'read', ...field },
        ];
      }),
  );
}

/** A field of the configuration space that is there, read as wide as it may be. */
export function fieldRead(space: readonly number[]): fc.Arbitrary<DeviceAction> {
  return fc
    .constantFrom(...fieldsOf(space.length))
    .map(([at, width]): DeviceAction => ({ kind: 'read', offset: CONFIG_OFFSET + at, width }));
}

function fieldsOf(length: number): readonly (readonly [at: number, width: number])[] {
  return [1, 2, 4].flatMap((width) =>
    Array.from({ length: Math.floor(length / width) }, (_, index) => [index * width, width] as const),
  );
}
