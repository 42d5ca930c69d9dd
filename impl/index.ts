export { Ppi, ppiFromCell, ppiFromIntId, Spi, spiFromCell, spiFromIntId } from './int-id.js';
export type { Gic } from './gic.js';
export { SharedLock } from './shared-lock.js';
