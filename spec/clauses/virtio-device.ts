import type { Clause } from './clause.js';

/** What VIRTIO says of the device over MMIO, as far as it bears on interrupts; that of the driver is beside it. */
export const deviceClauses = {
  'VIRTIO-N1': clause(
    '4.2.2.1',
    'MUST',
    'The device sets the bit of an event in InterruptStatus from the moment the event happens until the driver acknowledges that bit; bits of events that did not happen are zero.',
    'The device MUST present each event by setting the corresponding bit in InterruptStatus from the moment it takes place, until the driver acknowledges the interrupt',
  ),
  'VIRTIO-N2': clause(
    '4.2.2.1',
    'MUST',
    'On reset the device clears every bit of InterruptStatus and the QueueReady of every queue.',
    'Upon reset, the device MUST clear all bits in InterruptStatus and ready bits in the QueueReady register for all queues in the device.',
  ),
  'VIRTIO-N3': clause(
    '4.2.2.1',
    'MUST',
    'The device changes ConfigGeneration when the driver risks seeing an inconsistent configuration.',
    'The device MUST change value returned in ConfigGeneration if there is any risk of a driver seeing an inconsistent configuration state.',
  ),
  'VIRTIO-N4': clause(
    '4.2.2.1',
    'MUST',
    'The device does not touch the contents of a virtqueue while its QueueReady is zero.',
    'The device MUST NOT access virtqueue contents when QueueReady is zero (0x0).',
  ),
  'VIRTIO-N5': {
    ...clause(
      '4.2.3.4',
      'informative',
      'The device has one interrupt signal, asserted while at least one bit of InterruptStatus is set. Edge or level is left to the platform.',
      'a single, dedicated interrupt signal, which is asserted when at least one of the bits described in the description of InterruptStatus is set',
    ),
    binds: 'platform',
  },
  'VIRTIO-N6': clause(
    '2.1.2',
    'MUST',
    'The device neither consumes buffers nor sends used buffer notifications before DRIVER_OK.',
    'The device MUST NOT consume buffers or send any used buffer notifications to the driver before DRIVER_OK.',
  ),
  'VIRTIO-N7': clause(
    '2.1.2',
    'MUST',
    'A device that sets DEVICE_NEEDS_RESET after DRIVER_OK sends a configuration change notification.',
    'If DRIVER_OK is set, after it sets DEVICE_NEEDS_RESET, the device MUST send a device configuration change notification to the driver.',
  ),
  'VIRTIO-N8': clause(
    '2.4.1',
    'MUST',
    'After a reset the device status reads 0.',
    'A device MUST reinitialize device status to 0 after receiving a reset.',
  ),
  'VIRTIO-N9': {
    ...clause(
      '2.7.7.2',
      'MUST',
      'Which used buffers of a split virtqueue ask for a notification: the flags, or used_event with VIRTIO_F_EVENT_IDX.',
      'If flags is 0, the device MUST send a notification.',
    ),
    outOfScope: 'The virtqueue decides whether to notify; irqline starts where a notification is to be sent.',
  },
  'VIRTIO-N10': {
    ...clause(
      '2.7.10.2',
      'MUST',
      'How the device asks the driver for available buffer notifications, and that it survives spurious ones.',
      'The device MUST handle spurious notifications from the driver.',
    ),
    outOfScope: 'Driver to device notifications belong to the virtqueue.',
  },
  'VIRTIO-N11': clause(
    '2.5.2',
    'MUST',
    'Any field of the configuration space can be read before FEATURES_OK.',
    'The device MUST allow reading of any device-specific configuration field before FEATURES_OK is set by the driver.',
  ),
  'VIRTIO-N12': {
    ...clause(
      '3.4.2',
      'MUST',
      'A suspended device sends no notification; a pending configuration notification is sent on resume.',
    ),
    source: 'VIRTIO 1.4',
    outOfScope: 'Device suspend is new in VIRTIO 1.4 and suspends virtqueues; the transport here does not offer it.',
  },
  'VIRTIO-N13': {
    ...clause('2.8', 'MUST', 'The event suppression structures of a packed virtqueue.'),
    outOfScope: 'The virtqueue decides whether to notify; irqline starts where a notification is to be sent.',
  },
  'VIRTIO-N14': clause(
    '4.2.2.2',
    'choice',
    'The driver uses only aligned 32-bit accesses for control registers, does not read write-only or write read-only ones, and accesses configuration fields by their width. What the device does otherwise is unspecified.',
    'The driver MUST only use 32 bit wide and aligned reads and writes to access the control registers',
  ),
  'VIRTIO-N15': clause(
    '4.2.2.2',
    'choice',
    'The driver ignores undefined bits of InterruptStatus and acknowledges only the events that it handled, setting no undefined bit. What the device does with undefined bits is unspecified.',
    'The driver MUST ignore undefined bits in InterruptStatus.',
  ),
  'VIRTIO-N19': clause(
    '4.2.2.1',
    'MUST',
    'MagicValue reads 0x74726976, which is "virt" in little-endian order.',
    'The device MUST return 0x74726976 in MagicValue.',
  ),
  'VIRTIO-N20': clause('4.2.2.1', 'MUST', 'Version reads 2.', 'The device MUST return value 0x2 in Version.'),
  'VIRTIO-N21': clause(
    '4.2.2',
    'informative',
    'Registers are little-endian.',
    'All register values are organized as Little Endian.',
  ),
  'VIRTIO-N22': clause(
    '2.5',
    'informative',
    'Fields of the configuration space are little-endian.',
    'The device configuration space uses the little-endian format for multi-byte fields.',
  ),
  'VIRTIO-N23': clause(
    '4.2.2',
    'informative',
    'A read of InterruptStatus shows which events have made the device interrupt.',
    'Reading from this register returns a bit mask of events that caused the device interrupt to be asserted.',
  ),
  'VIRTIO-N24': clause(
    '4.2.2',
    'informative',
    'A read of Status shows the device status, DEVICE_NEEDS_RESET in it.',
    'Reading from this register returns the current device status flags.',
  ),
  'VIRTIO-N25': clause(
    '4.2.2',
    'informative',
    'ConfigGeneration stays while the configuration stays.',
    'If no part of the configuration space has changed between these two ConfigGeneration reads, the returned values are identical.',
  ),
  'VIRTIO-N26': clause(
    '4.2.2',
    'informative',
    'Every other register reads what the table of registers says of it: DeviceFeatures and QueueSizeMax by what is selected, QueueReady what was written to it last, the length of no shared memory -1.',
  ),
  'VIRTIO-N27': clause(
    '2.5',
    'informative',
    'The generation changes whenever two accesses to the configuration space may see different versions of it.',
    'which will change whenever there is a possibility that two accesses to the device configuration space can see different versions of that space',
  ),
  'VIRTIO-N28': clause(
    '2.1.2',
    'SHOULD',
    'On an error that only a reset can end the device sets DEVICE_NEEDS_RESET.',
    'The device SHOULD set DEVICE_NEEDS_RESET when it enters an error state that a reset is needed.',
  ),
  'VIRTIO-N29': clause(
    '3.2.1',
    'informative',
    'The device notifies of every change of its configuration.',
    'a configuration change notification is sent when a device-specific configuration change occurs',
  ),
  'VIRTIO-N30': clause(
    '2.4.1',
    'MUST',
    'After a reset, which it says is complete by a device status of 0, the device sends no notification and touches no queue until it is initialised again.',
    'A device MUST NOT send notifications or interact with the queues after indicating completion of the reset […] until the driver re-initializes the device.',
  ),
  'VIRTIO-N43': clause(
    '4.2.2.1',
    'MUST',
    'With VIRTIO_F_RING_RESET a write of 1 to QueueReset resets the selected queue; QueueReset reads 1 until that is done, and then QueueReset and QueueReady read 0.',
    'The device MUST present 0 in both QueueReset and QueueReady when queue reset has completed.',
  ),
  'VIRTIO-N32': clause(
    '2.2.2',
    'choice',
    'A device that does not accept what the driver asks for leaves FEATURES_OK off. It should accept any valid subset; what it does with an invalid one is left to it.',
    'The device SHOULD accept any valid subset of features the driver accepts, otherwise it MUST fail to set the FEATURES_OK device status bit',
  ),
  'VIRTIO-N33': clause(
    '6.2',
    'choice',
    'A device may refuse to work without VIRTIO_F_VERSION_1.',
    'A device MAY fail to operate further if VIRTIO_F_VERSION_1 is not accepted.',
  ),
  'VIRTIO-N31': {
    ...clause(
      '2.6.1.1.1',
      'MUST',
      'Of a virtqueue that the driver has reset, the device executes no request, and it sends no notification for it.',
      'After a queue has been reset by the driver, the device MUST NOT execute any requests from that virtqueue, or notify the driver for it.',
    ),
    outOfScope:
      'What a queue still has is known behind the transport, to which a trigger names no queue: after DRIVER_OK runs have used buffers of queues alone that are ready.',
  },
} as const satisfies Partial<Record<`VIRTIO-N${number}`, Clause>>;

function clause(section: string, kind: Clause['class'], says: string, quote?: string): Clause {
  return {
    source: 'VIRTIO 1.3',
    section,
    says,
    ...(quote === undefined ? {} : { quote }),
    class: kind,
    binds: 'device',
  };
}
