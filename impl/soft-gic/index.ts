export type { ReadableRegister, WritableRegister } from './cpu-interfaces.js';
export type { GicSize } from './memory.js';
export { SoftGic, type SharedSoftGic, type SoftGicParts } from './soft-gic.js';
