import type { QueueSetup } from './virtio-device.js';

/** The areas of a virtqueue whose addresses the driver writes in two halves. */
export type QueueArea = 'descriptorArea' | 'driverArea' | 'deviceArea';

const LOW_HALF = 0xffff_ffffn;

/** The registers of one virtqueue (VIRTIO 4.2.2: QueueSize, QueueReady and the three areas). */
export class QueueRegisters implements QueueSetup {
  readonly sizeMax: number;
  size: number;
  ready = false;
  descriptorArea = 0n;
  driverArea = 0n;
  deviceArea = 0n;

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax;
    this.size = sizeMax;
  }

  /** Back to what they are after a reset. */
  reset(): void {
    this.size = this.sizeMax;
    this.ready = false;
    this.descriptorArea = 0n;
    this.driverArea = 0n;
    this.deviceArea = 0n;
  }

  /** @param size - 1 to `sizeMax`; anything else is ignored, as is a write while the queue is ready */
  writeSize(size: number): void {
    if (!this.ready && size >= 1 && size <= this.sizeMax) this.size = size;
  }

  /** Ignored while the queue is ready. */
  writeLow(area: QueueArea, value: number): void {
    if (!this.ready) this[area] = (this[area] & ~LOW_HALF) | BigInt(value);
  }

  /** Ignored while the queue is ready. */
  writeHigh(area: QueueArea, value: number): void {
    if (!this.ready) this[area] = (this[area] & LOW_HALF) | (BigInt(value) << 32n);
  }
}
