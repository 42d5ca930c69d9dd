/** What an access of the driver looks like on the bus: a device that reads and writes at an offset and a width. */
export interface BusDevice {
  /**
   * @param offset - bytes from the start of the device's region
   * @param width - bytes, as the guest's instruction had it
   * @returns the value, zero-extended; 0 where nothing can be read
   */
  read(offset: number, width: number): number;
  /** @param value - zero-extended; ignored where nothing can be written */
  write(offset: number, width: number, value: number): void;
}

/** A virtqueue as the driver set it up. Addresses are guest physical. */
export interface QueueSetup {
  readonly size: number;
  readonly ready: boolean;
  readonly descriptorArea: bigint;
  readonly driverArea: bigint;
  readonly deviceArea: bigint;
}

/** What stands behind a transport: a block device, a network card. Its methods run in the transport's thread. */
export interface VirtioDevice {
  /** DeviceID, VIRTIO section 5: 2 is a block device. */
  readonly deviceId: number;
  /** VendorID, any 32 bits. */
  readonly vendorId: number;
  /** The features it offers; VIRTIO_F_VERSION_1 is added by the transport. */
  readonly features: bigint;
  /** The largest size of each virtqueue, and by its length how many there are. */
  readonly queueSizeMax: readonly number[];
  /** The configuration space as it is at first. It is copied; change it by `VirtioMmioTransport.updateConfig`. */
  readonly config: Uint8Array;
  /** Whether the driver may write this part of the configuration space. */
  acceptsConfigWrite(offset: number, length: number): boolean;
  /**
   * The driver has set DRIVER_OK, or a saved state is being restored that has it set. Throwing means that the device
   * cannot work: the transport then sets DEVICE_NEEDS_RESET, says so to the driver, and keeps what was thrown as its
   * `activationError`; a restore throws it.
   */
  activate(queues: readonly QueueSetup[], features: bigint): void;
  /**
   * The driver has reset the device, which must stop using the queues, also those that an `activate` that threw has begun
   * to use. It must not throw.
   */
  reset(): void;
  /** The driver has made buffers available. `data` is what it wrote beside the index, with VIRTIO_F_NOTIFICATION_DATA. */
  notify(queue: number, data: number): void;
  /** The driver resets one queue (VIRTIO_F_RING_RESET), which must not be used until it is ready again. */
  resetQueue(queue: number): void;
}
