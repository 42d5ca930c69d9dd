import type { Clause } from './clause.js';

/** What VIRTIO says of the driver, as far as runs of a driver that keeps to it go by it. */
export const driverClauses = {
  'VIRTIO-N16': clause(
    '4.2.3.4.1',
    'MUST',
    'After an interrupt the driver reads InterruptStatus, and after handling it acknowledges what it read by InterruptACK. Acknowledging after handling is the order that loses events: see the matrix.',
    'After receiving an interrupt, the driver MUST read InterruptStatus to check what caused the interrupt',
  ),
  'VIRTIO-N17': clause(
    '2.7.7.1',
    'MUST',
    'The driver survives spurious notifications.',
    'The driver MUST handle spurious notifications from the device.',
  ),
  'VIRTIO-N18': clause(
    '2.4.2',
    'SHOULD',
    'The driver considers a reset complete when the device status reads 0.',
    'The driver SHOULD consider a driver-initiated reset complete when it reads device status as 0.',
  ),
  'VIRTIO-N34': clause(
    '2.1.1',
    'MUST',
    'The driver clears no bit of the device status but by a reset, and resets a device before it tries again after FAILED.',
    'The driver MUST NOT clear a device status bit.',
  ),
  'VIRTIO-N35': clause(
    '2.2.1',
    'MUST',
    'The driver accepts no feature that was not offered.',
    'The driver MUST NOT accept a feature which the device did not offer',
  ),
  'VIRTIO-N36': clause(
    '3.1.1',
    'MUST',
    'The driver goes through the stages of the device status in order, and sets up queues and writes the configuration after FEATURES_OK.',
    'The driver MUST follow this sequence to initialize a device',
  ),
  'VIRTIO-N37': clause(
    '3.1.1',
    'MUST',
    'The driver notifies the device of no buffers before DRIVER_OK.',
    'The driver MUST NOT send any buffer available notifications to the device before setting DRIVER_OK.',
  ),
  'VIRTIO-N38': clause(
    '4.2.2.2',
    'MUST',
    'The driver selects before it reads DeviceFeatures and before it writes DriverFeatures.',
    'Before reading from DeviceFeatures, the driver MUST write a value to DeviceFeaturesSel.',
  ),
  'VIRTIO-N39': clause(
    '4.2.2.2',
    'MUST',
    'The driver asks for no queue that is larger than QueueSizeMax.',
    'The driver MUST write a value to QueueSize which is less than or equal to the value presented by the device in QueueSizeMax.',
  ),
  'VIRTIO-N40': clause(
    '4.2.2.2',
    'MUST',
    'The driver leaves size and addresses of a queue alone while it is ready.',
    'When QueueReady is not zero, the driver MUST NOT access QueueSize',
  ),
  'VIRTIO-N41': clause(
    '4.2.2.2',
    'MUST',
    'The driver stops a queue by a write of 0 to QueueReady, and reads it back.',
    'the driver MUST write zero (0x0) to this QueueReady and MUST read the value back to ensure synchronization',
  ),
  'VIRTIO-N42': clause(
    '6.1',
    'MUST',
    'The driver accepts VIRTIO_F_VERSION_1 where it is offered.',
    'A driver MUST accept VIRTIO_F_VERSION_1 if it is offered.',
  ),
} as const satisfies Partial<Record<`VIRTIO-N${number}`, Clause>>;

function clause(section: string, kind: Clause['class'], says: string, quote?: string): Clause {
  return {
    source: 'VIRTIO 1.3',
    section,
    says,
    ...(quote === undefined ? {} : { quote }),
    class: kind,
    binds: 'driver',
  };
}
