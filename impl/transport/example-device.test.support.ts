import { registers, statusBits, type RegisterName } from '../../spec/virtio-mmio.js';
import { spiFromCell } from '../int-id.js';
import { IrqLine } from '../line/irq-line.js';
import type { Delivery } from '../line/programs.js';
import { RecordingGic } from '../recording-gic.js';
import { VirtioMmioTransport } from './transport.js';
import type { QueueSetup, VirtioDevice } from './virtio-device.js';

/** VIRTIO_F_RING_RESET, VIRTIO_F_NOTIFICATION_DATA and one bit of the device's own. */
export const RING_RESET = 1n << 40n;
export const NOTIFICATION_DATA = 1n << 38n;
export const VERSION_1 = 1n << 32n;

/** A device with two queues and eight bytes of configuration that writes down what it is told. */
export class ExampleDevice implements VirtioDevice {
  readonly deviceId: number = 2;
  readonly vendorId = 0x1234_5678;
  readonly features: bigint = RING_RESET | NOTIFICATION_DATA | 0x8000_0001n;
  readonly queueSizeMax: readonly number[] = [256, 64];
  readonly config: Uint8Array = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 0xf8);
  /** What the transport told it, in order. */
  readonly told: string[] = [];
  /** The queues that it was last given. */
  queues: readonly QueueSetup[] = [];
  /** Runs inside `activate`. */
  onActivate: () => void = () => {};

  /** Only the first four bytes of the configuration may be written. */
  acceptsConfigWrite(offset: number, length: number): boolean {
    return offset + length <= 4;
  }

  activate(queues: readonly QueueSetup[], features: bigint): void {
    this.told.push(`activate 0x${features.toString(16)}`);
    this.queues = queues;
    this.onActivate();
  }

  reset(): void {
    this.told.push('reset');
  }

  notify(queue: number, data: number): void {
    this.told.push(`notify ${queue} ${data}`);
  }

  resetQueue(queue: number): void {
    this.told.push(`resetQueue ${queue}`);
  }
}

/** A transport with its device and GIC, and register accesses as a driver makes them. */
export class Bench {
  readonly gic = new RecordingGic();
  readonly device: ExampleDevice;
  readonly transport: VirtioMmioTransport;

  constructor(delivery: Delivery = 'edge', device: ExampleDevice = new ExampleDevice(), cell = 5) {
    this.device = device;
    this.transport = new VirtioMmioTransport(device, new IrqLine({ gic: this.gic, spi: spiFromCell(cell), delivery }));
  }

  read(register: RegisterName): number {
    return this.transport.read(registers[register].offset, 4);
  }

  write(register: RegisterName, value: number): void {
    this.transport.write(registers[register].offset, 4, value);
  }

  /** The kinds of the signals since the last call. */
  signals(): string[] {
    return this.gic.take().map((signal) => signal.kind);
  }

  /** VIRTIO 3.1.1 up to FEATURES_OK, accepting VIRTIO_F_VERSION_1 and `features`. */
  negotiate(features = 0n): this {
    const accepted = features | VERSION_1;
    this.write('Status', statusBits.ACKNOWLEDGE);
    this.write('Status', statusBits.ACKNOWLEDGE | statusBits.DRIVER);
    for (const page of [0, 1]) {
      this.write('DriverFeaturesSel', page);
      this.write('DriverFeatures', Number((accepted >> BigInt(32 * page)) & 0xffff_ffffn));
    }
    this.write('Status', statusBits.ACKNOWLEDGE | statusBits.DRIVER | statusBits.FEATURES_OK);
    return this;
  }

  /** The rest of it: queue 0 made ready, and DRIVER_OK. */
  start(features = 0n): this {
    this.negotiate(features);
    this.write('QueueSel', 0);
    this.write('QueueSize', 128);
    this.write('QueueDescLow', 0x8000_1000);
    this.write('QueueDescHigh', 0x1);
    this.write('QueueReady', 1);
    this.write('Status', this.read('Status') | statusBits.DRIVER_OK);
    return this;
  }
}
