import { registers } from '../../spec/virtio-mmio.js';
import type { QueueSetup } from './virtio-device.js';

/** The areas of a virtqueue whose addresses the driver writes in two halves. */
type QueueArea = 'descriptorArea' | 'driverArea' | 'deviceArea';

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

  /** The driver writes a register of the queue; QueueReset is not one of these. What is no register ignores it. */
  write(offset: number, value: number): void {
    switch (offset) {
      case registers.QueueSize.offset:
        return this.#writeSize(value);
      case registers.QueueReady.offset:
        if (value === 0 || value === 1) this.ready = value === 1;
        return;
      case registers.QueueDescLow.offset:
        return this.#writeLow('descriptorArea', value);
      case registers.QueueDescHigh.offset:
        return this.#writeHigh('descriptorArea', value);
      case registers.QueueDriverLow.offset:
        return this.#writeLow('driverArea', value);
      case registers.QueueDriverHigh.offset:
        return this.#writeHigh('driverArea', value);
      case registers.QueueDeviceLow.offset:
        return this.#writeLow('deviceArea', value);
      case registers.QueueDeviceHigh.offset:
        return this.#writeHigh('deviceArea', value);
      default:
      // SHMSel, for no region exists; read-only registers; what is no register.
    }
  }

  /** 1 to `sizeMax`; anything else is ignored, as is every write but that of QueueReady while the queue is ready. */
  #writeSize(size: number): void {
    if (!this.ready && size >= 1 && size <= this.sizeMax) this.size = size;
  }

  #writeLow(area: QueueArea, value: number): void {
    if (!this.ready) this[area] = (this[area] & ~LOW_HALF) | BigInt(value);
  }

  #writeHigh(area: QueueArea, value: number): void {
    if (!this.ready) this[area] = (this[area] & LOW_HALF) | (BigInt(value) << 32n);
  }
}
