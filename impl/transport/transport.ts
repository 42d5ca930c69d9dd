import { CONFIG_OFFSET, featureBits, MAGIC, registers, statusBits, VERSION } from '../../spec/virtio-mmio.js';
import type { IrqLine } from '../line/irq-line.js';
import { decodeState, encodeState } from '../saved-state.js';
import { ConfigSpace } from './config-space.js';
import { FeatureRegisters } from './feature-registers.js';
import { QueueRegisters } from './queue-registers.js';
import { requireConsistent, requireSameDevice, transportFormat, type TransportState } from './saved-transport.js';
import { statusAfterWrite } from './status.js';
import type { BusDevice, VirtioDevice } from './virtio-device.js';

const { DRIVER, DRIVER_OK, FEATURES_OK, DEVICE_NEEDS_RESET } = statusBits;
const { VIRTIO_F_NOTIFICATION_DATA, VIRTIO_F_RING_RESET } = featureBits;

/** What SHMLen reads for a region that does not exist, half by half (4.2.2). */
const NO_SHARED_MEMORY = 0xffff_ffff;

/**
 * The virtio-MMIO transport, version 2 of the register block (VIRTIO 4.2).
 *
 * Where the driver breaks a rule and the standard leaves open what happens (N14), nothing does: a read gives 0 and a
 * write is ignored. Reads and writes throw only what the GIC throws when the line is to move, when the registers have
 * changed, and what the device throws.
 */
export class VirtioMmioTransport implements BusDevice {
  readonly line: IrqLine;
  readonly #device: VirtioDevice;
  readonly #features: FeatureRegisters;
  readonly #queues: readonly QueueRegisters[];
  readonly #config: ConfigSpace;
  #status = 0;
  #activated = false;
  /** What `activate` threw since the last reset. */
  #activationFailure: { readonly error: unknown } | undefined;
  #queueSel = 0;

  constructor(device: VirtioDevice, line: IrqLine) {
    this.line = line;
    this.#device = device;
    this.#features = new FeatureRegisters(device.features);
    this.#queues = device.queueSizeMax.map((sizeMax) => new QueueRegisters(sizeMax));
    this.#config = new ConfigSpace(device.config);
  }

  /** The Status register. */
  get status(): number {
    return this.#status;
  }

  /**
   * What the device's `activate` threw when the driver set DRIVER_OK: why Status has DEVICE_NEEDS_RESET. Undefined if it
   * threw nothing, and after the next reset.
   */
  get activationError(): unknown {
    return this.#activationFailure?.error;
  }

  /** The ConfigGeneration register. */
  get configGeneration(): number {
    return this.#config.generation;
  }

  /**
   * The driver reads.
   * @param offset - bytes from the start of the region; the configuration space begins at 0x100
   * @param width - bytes: 4 for a register; 1, 2 or 4 within the configuration space
   * @returns an unsigned number of so many bytes; 0 for any other access, and where no register can be read (N14)
   */
  read(offset: number, width: number): number {
    if (offset >= CONFIG_OFFSET) return this.#config.read(offset - CONFIG_OFFSET, width);
    if (width !== 4) return 0;
    switch (offset) {
      case registers.MagicValue.offset:
        return MAGIC;
      case registers.Version.offset:
        return VERSION;
      case registers.DeviceID.offset:
        return this.#device.deviceId;
      case registers.VendorID.offset:
        return this.#device.vendorId;
      case registers.DeviceFeatures.offset:
        return this.#features.readOffered();
      case registers.QueueSizeMax.offset:
        return this.#queue?.sizeMax ?? 0;
      case registers.QueueReady.offset:
        return this.#queue?.ready === true ? 1 : 0;
      case registers.InterruptStatus.offset:
        return this.line.status;
      case registers.Status.offset:
        return this.#status;
      case registers.SHMLenLow.offset:
      case registers.SHMLenHigh.offset:
      case registers.SHMBaseLow.offset:
      case registers.SHMBaseHigh.offset:
        return NO_SHARED_MEMORY;
      case registers.ConfigGeneration.offset:
        return this.#config.generation;
      default:
        // Write-only registers, QueueReset (a reset is complete within the write), and what is no register.
        return 0;
    }
  }

  /**
   * The driver writes. Any other access than those that {@link read} names is ignored, and so is what it must not write (N14).
   * @param offset - bytes from the start of the region
   * @param width - bytes
   * @param value - an unsigned number of so many bytes
   * @throws IrqlineError what the GIC threw when the line was to move, with the registers changed by then; what the device's
   *   methods threw, `activate` excepted: see {@link activationError}
   */
  write(offset: number, width: number, value: number): void {
    if (offset >= CONFIG_OFFSET) return this.#writeConfig(offset - CONFIG_OFFSET, width, value);
    if (width !== 4) return;
    switch (offset) {
      case registers.DeviceFeaturesSel.offset:
        this.#features.deviceSel = value;
        return;
      case registers.DriverFeaturesSel.offset:
        this.#features.driverSel = value;
        return;
      case registers.DriverFeatures.offset:
        return this.#writeDriverFeatures(value);
      case registers.QueueSel.offset:
        this.#queueSel = value;
        return;
      case registers.QueueNotify.offset:
        return this.#writeQueueNotify(value);
      case registers.InterruptACK.offset:
        return this.line.ack(value);
      case registers.Status.offset:
        return value === 0 ? this.reset() : this.#writeStatus(value);
      default:
        return this.#writeQueueRegister(offset, value);
    }
  }

  /**
   * Buffers of a virtqueue were used. Workers in other threads trigger through their own IrqLine instead.
   * @returns false when nothing was sent: the driver has not set DRIVER_OK
   * @throws IrqlineError what the GIC threw; the bit of InterruptStatus stays set
   */
  notifyUsedBuffers(): boolean {
    return this.line.triggerQueue();
  }

  /**
   * The device changes its configuration: bytes, then ConfigGeneration, then the notification (N3, N7).
   * @param offset - bytes from the start of the configuration space
   * @returns false when nothing was sent: the driver has not set DRIVER_OK
   * @throws RangeError when the bytes do not lie in the configuration space
   */
  updateConfig(offset: number, bytes: Uint8Array): boolean {
    this.#config.update(offset, bytes);
    return this.line.triggerConfig();
  }

  /**
   * The device met a fatal error: sets DEVICE_NEEDS_RESET, and tells a driver that has set DRIVER_OK (N7).
   * @returns false when nothing was sent: the driver has not set DRIVER_OK
   * @throws IrqlineError what the GIC threw; DEVICE_NEEDS_RESET and the bit of InterruptStatus stay set
   */
  fail(): boolean {
    this.#status |= DEVICE_NEEDS_RESET;
    return this.line.triggerConfig();
  }

  /**
   * Resets the device, as a write of 0 to Status does (N2, N8). Complete when it returns.
   * @throws IrqlineError what the GIC threw when the line was to fall, with all registers reset by then
   */
  reset(): void {
    this.#status = 0;
    this.#features.reset();
    this.#queueSel = 0;
    for (const queue of this.#queues) queue.reset();
    // What failed half way may use the queues as well.
    if (this.#activated || this.#activationFailure !== undefined) this.#device.reset();
    this.#activated = false;
    this.#activationFailure = undefined;
    this.line.reset();
  }

  /** The whole state of transport and line, versioned. Let no worker trigger meanwhile. */
  saveState(): Uint8Array {
    return encodeState(transportFormat, this.#state());
  }

  /**
   * Puts a saved state in place, activates the device if it was active, and signals again what was pending.
   * @throws IrqlineError SAVED_STATE_MALFORMED, SAVED_STATE_FOREIGN or SAVED_STATE_FROM_THE_FUTURE, and what the device's
   * `activate` throws: then nothing has changed; or what the GIC threw at the signal: then the state is in place
   */
  restoreState(bytes: Uint8Array): void {
    const state = decodeState(transportFormat, bytes);
    const before = this.#state();
    requireSameDevice(before, state);
    requireConsistent(state);
    // In place before the device starts: what it signals from its first moment on must not be dropped.
    this.#assign(state);
    try {
      if (state.activated) this.#device.activate(this.#queues, this.#features.accepted);
      else if (before.activated || this.#activationFailure !== undefined) this.#device.reset();
      this.#activationFailure = undefined;
    } catch (error) {
      this.#assign(before);
      throw error;
    }
    this.line.resignal();
  }

  #state(): TransportState {
    return {
      deviceId: this.#device.deviceId,
      features: this.#features.offered,
      intId: this.line.spi.raw,
      delivery: this.line.delivery,
      status: this.#status,
      activated: this.#activated,
      deviceFeaturesSel: this.#features.deviceSel,
      driverFeaturesSel: this.#features.driverSel,
      driverFeatures: this.#features.accepted,
      queueSel: this.#queueSel,
      queues: this.#queues.map((queue) => Object.assign({}, queue)),
      config: [...this.#config.bytes],
      configGeneration: this.#config.generation,
      line: this.line.saveState(),
    };
  }

  #assign(state: TransportState): void {
    this.#status = state.status;
    this.#activated = state.activated;
    this.#features.deviceSel = state.deviceFeaturesSel;
    this.#features.driverSel = state.driverFeaturesSel;
    this.#features.accepted = state.driverFeatures;
    this.#queueSel = state.queueSel;
    for (const [index, queue] of this.#queues.entries()) Object.assign(queue, state.queues[index]);
    this.#config.bytes.set(state.config);
    this.#config.generation = state.configGeneration;
    this.line.assignState(state.line);
  }

  get #queue(): QueueRegisters | undefined {
    return this.#queues[this.#queueSel];
  }

  #has(bits: number): boolean {
    return (this.#status & bits) === bits;
  }

  #writeStatus(value: number): void {
    const wasDriverOk = this.#has(DRIVER_OK);
    this.#status = statusAfterWrite(this.#status, value, this.#features.areAcceptable);
    if (!wasDriverOk && this.#has(DRIVER_OK)) this.#activate();
  }

  #activate(): void {
    // Open before the device starts: what it signals from its first moment on must not be dropped.
    this.line.open();
    try {
      this.#device.activate(this.#queues, this.#features.accepted);
      this.#activated = true;
    } catch (error) {
      this.#activationFailure = { error };
      this.fail();
    }
  }

  #writeDriverFeatures(value: number): void {
    if (this.#has(DRIVER) && !this.#has(FEATURES_OK)) this.#features.writeAccepted(value);
  }

  #writeQueueNotify(value: number): void {
    const withData = this.#features.has(VIRTIO_F_NOTIFICATION_DATA);
    const index = withData ? value & 0xffff : value;
    if (this.#activated && this.#queues[index]?.ready === true) {
      this.#device.notify(index, withData ? value >>> 16 : 0);
    }
  }

  #writeQueueRegister(offset: number, value: number): void {
    const queue = this.#queue;
    if (queue === undefined || !this.#has(FEATURES_OK)) return;
    if (offset === registers.QueueReset.offset) this.#resetQueue(queue, value);
    else queue.write(offset, value);
  }

  #resetQueue(queue: QueueRegisters, value: number): void {
    if (value !== 1 || !this.#features.has(VIRTIO_F_RING_RESET)) return;
    if (this.#activated) this.#device.resetQueue(this.#queueSel);
    queue.reset();
  }

  #writeConfig(offset: number, width: number, value: number): void {
    if (!this.#has(DRIVER) || !this.#config.holds(offset, width)) return;
    if (this.#device.acceptsConfigWrite(offset, width)) this.#config.write(offset, width, value);
  }
}
