import { IrqlineError } from '../../spec/errors.js';
import type { Device } from '../vm/device.js';
import type { VgicSize } from './create.js';
import { readVgic, writeVgic } from './registers.js';
import { partsOf, readState, writeState, type SavedVgic } from './state.js';

/**
 * Replaces the whole state of a vGIC of the same size, or changes nothing: when KVM refuses a part of it, what was there
 * before is put back.
 * @param settle - what comes with the new state; it changes nothing itself when it throws
 * @throws KvmError what KVM refused, KVM_EBUSY while a vCPU runs; IrqlineError KVM_STATE_LEFT_HALF where it refuses what was
 *   there before, too
 */
export function replaceState(device: Device, saved: SavedVgic, settle: () => void): void {
  const before = readHiddenState(device, saved);
  wholly(
    () => {
      writeState(device, saved);
      settle();
    },
    () => writeState(device, before),
  );
}

/**
 * As `readState`, with the levels that KVM hides: for the moment of the look every SPI is level-triggered. A write of the
 * trigger makes nothing pending and queues nothing, and that of a PPI is ignored (vgic_mmio_write_config).
 */
function readHiddenState(device: Device, size: VgicSize): SavedVgic {
  const { values, ...shape } = readState(device, size);
  const parts = partsOf(shape).map((part, index) => ({ ...part, value: values[index] ?? 0 }));
  const triggers = parts.filter(({ holds }) => holds === 'triggers');
  const putBack = (): void => triggers.forEach(({ register, value }) => writeVgic(device, register, value));
  const read = (): readonly number[] => {
    for (const { register } of triggers) writeVgic(device, register, 0);
    const all = parts.map(({ register, holds, value }) => (holds === 'levels' ? readVgic(device, register) : value));
    putBack();
    return all;
  };
  return { ...shape, values: wholly(read, putBack) };
}

/** Does something, and undoes it when it fails. */
function wholly<T>(act: () => T, undo: () => void): T {
  try {
    return act();
  } catch (refusal) {
    try {
      undo();
    } catch (error) {
      const [first, then] = [refusal, error].map((one) => (one instanceof IrqlineError ? one.detail : String(one)));
      throw new IrqlineError('KVM_STATE_LEFT_HALF', `${first}; ${then}`, { cause: refusal });
    }
    throw refusal;
  }
}
