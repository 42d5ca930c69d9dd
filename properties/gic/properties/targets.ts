import type { GicAction, Target } from '../../../model/index.js';
import { distributorOffset, redistributorOffset, type InterruptRegister } from '../../../spec/gicv3.js';

/** The interrupts that an action writes 1 to in a register of one bit an interrupt: by name, or by a raw write. */
export function namedInterrupts(action: GicAction, register: BitArray): readonly Target[] {
  if (action.kind === 'mmioWrite') return rawInterrupts(action, register);
  switch (action.kind) {
    case 'writePending':
      return register === (action.pending ? 'ISPENDR' : 'ICPENDR') ? [action] : [];
    case 'writeActive':
      return register === (action.active ? 'ISACTIVER' : 'ICACTIVER') ? [action] : [];
    case 'writeEnabled':
      return register === (action.enabled ? 'ISENABLER' : 'ICENABLER') ? [action] : [];
    default:
      return [];
  }
}

export type BitArray = Extract<
  InterruptRegister,
  'ISENABLER' | 'ICENABLER' | 'ISPENDR' | 'ICPENDR' | 'ISACTIVER' | 'ICACTIVER'
>;

function rawInterrupts(write: Extract<GicAction, { kind: 'mmioWrite' }>, register: BitArray): readonly Target[] {
  const { frame, pe, offset, width, value } = write;
  const isSpi = frame === 'distributor';
  const first = isSpi ? distributorOffset(register, 32) : redistributorOffset(register, 0);
  const end = isSpi ? distributorOffset(register, 1024) : redistributorOffset(register, 32);
  if (width !== 4 || offset % 4 !== 0 || offset < first || offset >= end) return [];
  const firstIntId = isSpi ? 32 + (offset - first) * 8 : 0;
  const isNamed = (bit: number): boolean => (value & (1 << bit)) !== 0 && firstIntId + bit >= 16;
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter(isNamed);
  return bits.map((bit) => ({ pe: isSpi ? 0 : pe, intId: firstIntId + bit }));
}
