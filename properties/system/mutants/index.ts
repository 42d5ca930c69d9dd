import { SoftGic, VRING } from '../../../impl/index.js';
import type { SystemLanguage } from '../../../model/index.js';
import { RestoreSilent } from '../../device/mutants/parts.js';
import { ackWithoutDeassert } from '../../device/mutants/programs.js';
import { EdgeWhileDisabledDropped } from '../../gic/mutants/interrupts.js';
import type { Mutant } from '../../kit.js';
import { system } from '../implementation.js';
import type { SystemParts } from '../rig.js';
import * as faulty from './parts.js';

type Fault = Omit<Mutant<SystemLanguage>, 'subject'> & { readonly parts: Partial<SystemParts> };

const faults: readonly Fault[] = [
  {
    id: 'acknowledged-after-service',
    fault: 'V-1',
    source: 'asterinas/asterinas PR 2493; V-2, apache/nuttx PR 11478, is alike',
    what: 'The driver writes InterruptACK after it has serviced, and acknowledges an event that came in between.',
    killedBy: 'nothing-is-lost',
    parts: { handler: ['service', 'ack'] },
  },
  {
    id: 'injected-before-the-bit',
    fault: 'V-4',
    source: 'syswonder/hvisor PR 38 "virtio devices sometimes stuck"',
    what: 'The interrupt is injected before InterruptStatus is set, and a quick driver reads it empty.',
    killedBy: 'bit-before-signal',
    parts: { program: faulty.signalBeforeBit },
  },
  {
    id: 'status-in-two-steps',
    fault: 'V-8',
    source: 'sysprog21/kvm-host PR 50: isr_status shared by the RX and TX workers',
    what: 'InterruptStatus is read, changed and written back, and what another thread or the driver does in between is undone.',
    killedBy: 'nothing-is-lost',
    parts: { program: faulty.torn },
  },
  {
    id: 'vhost-bypasses-the-bit',
    fault: 'V-10',
    source: 'kvmtool 46aaf3b "virtio/vhost: Support line interrupt signaling"',
    what: 'The backend of the queues is wired to the GIC directly: the driver is interrupted and finds no bit.',
    killedBy: 'bit-before-signal',
    parts: {
      tell(transport, bit, gic) {
        if (bit !== VRING) transport.line.triggerConfig();
        else if (transport.line.isOpen) gic.pulseSpi(transport.line.spi);
      },
    },
  },
  {
    id: 'level-stays-after-acknowledge',
    fault: 'V-11',
    source: 'kvmtool 2108c86, fe21827, 353fa0d',
    what: 'InterruptACK leaves a level line high: a storm of interrupts.',
    killedBy: 'interrupts-end',
    parts: { program: ackWithoutDeassert },
  },
  {
    id: 'saved-before-the-last-pulse',
    fault: 'V-12',
    source: 'Firecracker issue 5554, PR 5568',
    what: 'The GIC is saved before the device sends its last pulse, and the restored device does not signal again.',
    killedBy: 'restore-tells-what-is-pending',
    parts: { line: (options) => new RestoreSilent(options), snapshot: (asked) => ({ ...asked, savedFirst: 'gic' }) },
  },
  {
    id: 'saved-before-it-completes',
    fault: 'V-12',
    source: 'Firecracker issue 5554, PR 5582 (67ba7a206)',
    what: 'The transport is saved before the device has completed what it is at.',
    killedBy: 'restore-tells-what-is-pending',
    parts: { snapshot: (asked) => ({ ...asked, completion: 'afterTheDevice' }) },
  },
  {
    id: 'unheard-while-paused',
    fault: 'V-14',
    source: 'cloud-hypervisor issue 7850, PR 7851; V-13, Firecracker PR 2215, is alike',
    what: 'What a backend signals while the VM is paused is dropped.',
    killedBy: 'restore-tells-what-is-pending',
    parts: { snapshot: (asked) => ({ ...asked, completion: 'unheard' }) },
  },
  {
    id: 'pulses-on-a-level-line',
    fault: 'V-23',
    source: 'arcboxlabs/arcbox PR 350, which its author withdrew as the cause of the hang that it was made for',
    what: 'The device tree says level, the device pulses: a pulse that is not taken at once leaves nothing.',
    killedBy: 'nothing-is-lost',
    parts: { trigger: () => 'level' },
  },
  {
    id: 'level-on-an-edge-line',
    fault: 'shipped',
    source: 'QEMU, hw/arm/virt.c (EDGE_LO_HI) with the level of hw/virtio/virtio-mmio.c',
    what: 'The device tree says edge, the device drives a level: a bit set while another is up makes no edge.',
    killedBy: 'nothing-is-lost',
    parts: { trigger: () => 'edge' },
  },
  {
    id: 'dropped-while-disabled',
    fault: 'V-24',
    source: 'au-ts/libvmm issue 56',
    what: 'The virtual GIC drops what is injected while the interrupt is disabled.',
    killedBy: 'nothing-is-lost',
    parts: {
      gic: (size) =>
        new SoftGic(size, { interrupts: (memory, offers) => new EdgeWhileDisabledDropped(memory, offers) }),
    },
  },
  {
    id: 'end-dropped-while-disabled',
    fault: 'V-25',
    source: 'CTSRD-CHERI/cheribsd PR 2692',
    what: 'The end of an interrupt that was disabled while it was handled is dropped, and it stays active for ever.',
    killedBy: 'nothing-is-lost',
    parts: { gic: faulty.dropsEndWhileDisabled },
  },
  {
    id: 'deaf-while-started',
    fault: 'V-28',
    source: 'Firecracker 0899ee515, 9f6c3b802',
    what: 'What the device signals between DRIVER_OK and the end of its start is dropped.',
    killedBy: 'nothing-is-lost',
    parts: {
      line: (options) => new faulty.LateLine(options),
      transport: (device, line) => new faulty.OpensAfterStart(device, line),
    },
  },
  {
    id: 'pulse-in-two-calls',
    fault: 'shipped',
    source: 'squib 0.2.0, HvfGic::pulse_spi',
    what: 'The pulses of two threads overlap on the wire and make one edge, which may come too early for one of them.',
    killedBy: 'nothing-is-lost',
    parts: { program: faulty.pulseInTwoCalls },
  },
];

/** The system with one real fault each: those that show only, or best, where device, GIC and driver meet. */
export const systemMutants: readonly Mutant<SystemLanguage>[] = faults.map(({ parts, ...fault }) => ({
  ...fault,
  subject: () => system(fault.id, parts),
}));
