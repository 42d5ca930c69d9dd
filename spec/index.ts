export {
  CONFIG,
  CONFIG_OFFSET,
  DEFINED_BITS,
  featureBits,
  MAGIC,
  registers,
  statusBits,
  VERSION,
  VRING,
  type RegisterName,
} from './virtio-mmio.js';
export {
  distributorOffset,
  gicRegisters,
  interruptRegisters,
  isWithin,
  redistributorOffset,
  SGI_BASE,
  type InterruptRegister,
} from './gicv3.js';
export { errorCatalogue, IrqlineError, isFaultOfOurs, type ErrorCode, type ErrorEntry } from './errors.js';
export type { Clause, ClauseClass } from './clauses/clause.js';
export { clauses, type ClauseId } from './clauses/index.js';
