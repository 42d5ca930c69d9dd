import { VirtioMmioTransport } from '../../../impl/index.js';
import { CONFIG, CONFIG_OFFSET, registers, statusBits, VRING, type RegisterName } from '../../../spec/index.js';
import type { ImplementationParts } from '../implementation.js';
import type { Fault } from './fault.js';

/** What the driver reads is wrong, of a device that has everything right. */
export const readFaults: readonly Fault[] = [
  {
    id: 'config-hides-vring',
    fault: 'shipped',
    source: 'Firecracker b1e12b759, f018b4f42, PR 4223: vhost-user',
    what: 'InterruptStatus reads as one bit whatever is set, CONFIG if it is alone and VRING otherwise.',
    killedBy: 'reads-show-the-registers',
    parts: reading(['InterruptStatus'], (value) => (value === CONFIG ? CONFIG : VRING)),
  },
  {
    id: 'config-is-not-read',
    fault: 'planted',
    source: 'what is set in InterruptStatus reaches the driver',
    what: 'The mask of InterruptStatus that the driver reads lacks CONFIG: it never hears of a configuration change.',
    killedBy: 'reads-show-the-registers',
    parts: reading(['InterruptStatus'], (value) => value & VRING),
  },
  {
    id: 'needs-reset-is-not-read',
    fault: 'planted',
    source: 'what is set in Status reaches the driver',
    what: 'Status reads without DEVICE_NEEDS_RESET, so that the driver takes the notification for a change of the configuration.',
    killedBy: 'reads-show-the-registers',
    parts: reading(['Status'], (value) => value & ~statusBits.DEVICE_NEEDS_RESET),
  },
  {
    id: 'generation-is-not-read',
    fault: 'planted',
    source: 'a generation that moves reaches the driver',
    what: 'ConfigGeneration moves within the device, and reads 0.',
    killedBy: 'reads-show-the-registers',
    parts: reading(['ConfigGeneration'], () => 0),
  },
  {
    id: 'version-of-legacy',
    fault: 'shipped',
    source: 'QEMU hw/virtio/virtio-mmio.c: force-legacy, which is on unless it is turned off',
    what: 'Version reads 1, over registers of version 2.',
    killedBy: 'reads-show-the-registers',
    parts: reading(['Version'], () => 1),
  },
  {
    id: 'registers-big-endian',
    fault: 'planted',
    source: 'what a register holds is told from its bytes in reverse order',
    what: 'All registers are read with their bytes in reverse order, as on a host that is big-endian.',
    killedBy: 'reads-show-the-registers',
    parts: reading(Object.keys(registers) as RegisterName[], swapped),
  },
  {
    id: 'configuration-big-endian',
    fault: 'planted',
    source: 'what a field holds is told from its bytes in reverse order',
    what: 'Fields of the configuration are read with their bytes in reverse order.',
    killedBy: 'configuration-can-be-read',
    parts: readingFields((value, width) =>
      width === 2 || width === 4 ? swapped(value) / 2 ** (32 - 8 * width) : value,
    ),
  },
  {
    id: 'configuration-unread-at-first',
    fault: 'planted',
    source: 'the configuration is read before FEATURES_OK',
    what: 'The configuration reads 0 until FEATURES_OK, when the driver has chosen its features without it.',
    killedBy: 'configuration-can-be-read',
    parts: readingFields((value, _, status) => ((status & statusBits.FEATURES_OK) === 0 ? 0 : value)),
  },
];

/** A transport in which some registers read otherwise. */
function reading(names: readonly RegisterName[], changed: (value: number) => number): Partial<ImplementationParts> {
  const offsets = new Set<number>(names.map((name) => registers[name].offset));
  class Misread extends VirtioMmioTransport {
    override read(offset: number, width: number): number {
      const value = super.read(offset, width);
      return width === 4 && offsets.has(offset) ? changed(value) : value;
    }
  }
  return { transport: (device, line) => new Misread(device, line) };
}

/** A transport in which the configuration space reads otherwise. */
function readingFields(
  changed: (value: number, width: number, status: number) => number,
): Partial<ImplementationParts> {
  class Misread extends VirtioMmioTransport {
    override read(offset: number, width: number): number {
      const value = super.read(offset, width);
      return offset < CONFIG_OFFSET ? value : changed(value, width, this.status);
    }
  }
  return { transport: (device, line) => new Misread(device, line) };
}

/** The lowest four bytes from the other end. */
function swapped(value: number): number {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setUint32(0, value, true);
  return bytes.getUint32(0);
}
