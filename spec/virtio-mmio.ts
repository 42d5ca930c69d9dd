/**
 * The register block of a virtio-MMIO device, version 2, and the bits that travel through it.
 * Source: VIRTIO 1.3, 4.2.2 (registers), 2.1 (device status), 6 (reserved feature bits). Names are the standard's.
 */

/** Offset in bytes of each control register, and what the driver may do with it. */
export const registers = {
  MagicValue: { offset: 0x000, access: 'R' },
  Version: { offset: 0x004, access: 'R' },
  DeviceID: { offset: 0x008, access: 'R' },
  VendorID: { offset: 0x00c, access: 'R' },
  DeviceFeatures: { offset: 0x010, access: 'R' },
  DeviceFeaturesSel: { offset: 0x014, access: 'W' },
  DriverFeatures: { offset: 0x020, access: 'W' },
  DriverFeaturesSel: { offset: 0x024, access: 'W' },
  QueueSel: { offset: 0x030, access: 'W' },
  QueueSizeMax: { offset: 0x034, access: 'R' },
  QueueSize: { offset: 0x038, access: 'W' },
  QueueReady: { offset: 0x044, access: 'RW' },
  QueueNotify: { offset: 0x050, access: 'W' },
  InterruptStatus: { offset: 0x060, access: 'R' },
  InterruptACK: { offset: 0x064, access: 'W' },
  Status: { offset: 0x070, access: 'RW' },
  QueueDescLow: { offset: 0x080, access: 'W' },
  QueueDescHigh: { offset: 0x084, access: 'W' },
  QueueDriverLow: { offset: 0x090, access: 'W' },
  QueueDriverHigh: { offset: 0x094, access: 'W' },
  QueueDeviceLow: { offset: 0x0a0, access: 'W' },
  QueueDeviceHigh: { offset: 0x0a4, access: 'W' },
  SHMSel: { offset: 0x0ac, access: 'W' },
  SHMLenLow: { offset: 0x0b0, access: 'R' },
  SHMLenHigh: { offset: 0x0b4, access: 'R' },
  SHMBaseLow: { offset: 0x0b8, access: 'R' },
  SHMBaseHigh: { offset: 0x0bc, access: 'R' },
  QueueReset: { offset: 0x0c0, access: 'RW' },
  ConfigGeneration: { offset: 0x0fc, access: 'R' },
} as const satisfies Record<string, { readonly offset: number; readonly access: 'R' | 'W' | 'RW' }>;

/** The name of a control register. */
export type RegisterName = keyof typeof registers;

/** The device's configuration space begins here. */
export const CONFIG_OFFSET = 0x100;

/** MagicValue: "virt" in little-endian order. */
export const MAGIC = 0x74726976;
/** Version of the register block. */
export const VERSION = 2;

/** InterruptStatus bit 0: the device used buffers of at least one virtqueue. */
export const VRING = 1;
/** InterruptStatus bit 1: the configuration of the device changed. */
export const CONFIG = 2;
/** The bits of InterruptStatus and InterruptACK that VIRTIO defines. */
export const DEFINED_BITS = 3;

/** The bits of the Status register (2.1). */
export const statusBits = {
  ACKNOWLEDGE: 1,
  DRIVER: 2,
  DRIVER_OK: 4,
  FEATURES_OK: 8,
  DEVICE_NEEDS_RESET: 64,
  FAILED: 128,
} as const;

/** Numbers of the reserved feature bits that the transport itself obeys (6). */
export const featureBits = {
  VIRTIO_F_VERSION_1: 32,
  VIRTIO_F_NOTIFICATION_DATA: 38,
  VIRTIO_F_RING_RESET: 40,
} as const;
