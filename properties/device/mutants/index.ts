import { IrqLine, spiFromIntId } from '../../../impl/index.js';
import type { DeviceLanguage } from '../../../model/index.js';
import type { Mutant } from '../../kit.js';
import { implementation } from '../implementation.js';
import type { Fault } from './fault.js';
import {
  AckZeroThrows,
  ConfigBitAtDriverOk,
  GenerationConstant,
  MutableLine,
  NeedsResetSilent,
  ReadClears,
  ResetKeepsQueues,
  RestoreSilent,
  StatusNotSaved,
} from './parts.js';
import * as faulty from './programs.js';
import { queueResetFaults } from './queue-reset.js';
import { readFaults } from './reads.js';
import { setUpFaults } from './set-up.js';

const faults: readonly Fault[] = [
  {
    id: 'reset-keeps-status',
    fault: 'shipped',
    source: 'squib 0.2.0, kvmtool virtio/mmio-modern.c, Dragonball mmio_v2.rs',
    what: 'A reset leaves the bits of InterruptStatus set.',
    killedBy: 'reset-clears',
    parts: { program: faulty.resetKeepingStatus },
  },
  {
    id: 'read-clears',
    fault: 'V-3',
    source: 'syswonder/hvisor-tool issue 109, hvisor PR 361',
    what: 'A read of InterruptStatus clears it.',
    killedBy: 'bit-stays-until-acknowledged',
    parts: { transport: (device, line) => new ReadClears(device, line) },
  },
  {
    id: 'ack-by-logical-not',
    fault: 'V-3',
    source: 'syswonder/hvisor-tool issue 109',
    what: 'InterruptACK computes with !mask instead of ~mask.',
    killedBy: 'ack-clears-what-it-names',
    parts: { program: faulty.ackByLogicalNot },
  },
  {
    id: 'pulse-without-status',
    fault: 'V-9',
    source: 'kvmtool a36eca7 "Fix INTx handling"',
    what: "The interrupt is raised and no bit of InterruptStatus set, so the driver takes it for another device's.",
    killedBy: 'event-sets-its-bit',
    parts: { program: faulty.withoutStatus },
  },
  {
    id: 'status-assigned',
    fault: 'V-4',
    source: 'syswonder/hvisor PR 38; V-5, au-ts/libvmm PR 5, is the same',
    what: 'An event assigns InterruptStatus instead of adding to it, and drops the other bit.',
    killedBy: 'bit-stays-until-acknowledged',
    parts: { program: faulty.assigning },
  },
  {
    id: 'device-clears-status',
    fault: 'V-6',
    source: 'tenstorrent/tt-bh-linux PR 118, issue 116',
    what: 'The device zeroes InterruptStatus after signalling, before the driver reads it.',
    killedBy: 'event-sets-its-bit',
    parts: { program: faulty.clearingAfterSignal },
  },
  {
    id: 'pulse-on-rise-only',
    fault: 'V-7',
    source: 'crosvm 5ad8b5afc, reverted ffc945404, again cc155803e',
    what: 'An event pulses only when no bit was set before.',
    killedBy: 'every-event-is-signalled',
    parts: { program: faulty.onRise },
  },
  {
    id: 'backend-bypasses-status',
    fault: 'V-10',
    source: 'kvmtool 46aaf3b "virtio/vhost: Support line interrupt signaling"',
    what: 'The backend of one queue is wired to the GIC directly and sets no bit.',
    killedBy: 'event-sets-its-bit',
    parts: {
      usedBuffers: (transport, queue, gic) => {
        if (queue === 0) transport.notifyUsedBuffers();
        else if (transport.line.isOpen) gic.pulseSpi(transport.line.spi);
      },
    },
  },
  {
    id: 'deassert-missing',
    fault: 'V-11',
    source: 'kvmtool 2108c86, fe21827, 353fa0d',
    what: 'InterruptACK clears the bits and leaves a level line high.',
    killedBy: 'every-event-is-signalled',
    parts: { program: faulty.ackWithoutDeassert },
  },
  {
    id: 'status-not-saved',
    fault: 'V-12',
    source: 'Firecracker issue 5554, PR 5582 (67ba7a206)',
    what: 'The saved state lacks the bits of events that completed late.',
    killedBy: 'restore-is-invisible',
    parts: { line: (options) => new StatusNotSaved(options) },
  },
  {
    id: 'restore-without-signal',
    fault: 'V-15',
    source: 'cloud-hypervisor PR 8004, TencentCloud/CubeSandbox PR 1084; V-13 and V-14 are alike',
    what: 'A device restored with a bit set does not signal, and both sides wait.',
    killedBy: 'restore-is-invisible',
    parts: { line: (options) => new RestoreSilent(options) },
  },
  {
    id: 'needs-reset-silent',
    fault: 'V-16',
    source: 'Firecracker PR 5351 (35da7b858)',
    what: 'DEVICE_NEEDS_RESET is set and the driver not told.',
    killedBy: 'needs-reset-is-told',
    parts: {
      line: (options) => new MutableLine(options),
      transport: (device, line) => {
        if (!(line instanceof MutableLine)) throw new Error('this mutant makes its own line');
        return new NeedsResetSilent(device, line);
      },
    },
  },
  {
    id: 'config-bit-at-driver-ok',
    fault: 'V-17',
    source: 'openvmm issue 4049, PR 4226',
    what: 'DRIVER_OK raises a configuration change that did not happen.',
    killedBy: 'no-bit-without-event',
    parts: { transport: (device, line) => new ConfigBitAtDriverOk(device, line) },
  },
  {
    id: 'reset-keeps-queues',
    fault: 'V-18',
    source: 'openvmm PR 3102 and 3221 (e29e332d1)',
    what: 'A reset leaves QueueReady set.',
    killedBy: 'reset-clears',
    parts: { transport: (device, line) => new ResetKeepsQueues(device, line) },
  },
  {
    id: 'reset-keeps-line',
    fault: 'V-19',
    source: 'au-ts/libvmm PR 349 "deassert interrupt on reset"',
    what: 'A reset clears InterruptStatus and leaves a level line high: interrupts for ever.',
    killedBy: 'reset-clears',
    parts: { program: faulty.resetKeepingLine },
  },
  {
    id: 'ack-zero-throws',
    fault: 'V-20',
    source: 'd0iasm/rvemu issue 9',
    what: 'An InterruptACK of 0 makes the VMM panic.',
    killedBy: 'nothing-crashes',
    parts: { transport: (device, line) => new AckZeroThrows(device, line) },
  },
  {
    id: 'generation-constant',
    fault: 'V-21',
    source: 'cloud-hypervisor PR 8185, oxidecomputer/propolis PR 998',
    what: 'ConfigGeneration never changes, and a driver takes half of an old and half of a new configuration.',
    killedBy: 'generation-moves',
    parts: { transport: (device, line) => new GenerationConstant(device, line) },
  },
  {
    id: 'intid-off-by-32',
    fault: 'V-22',
    source: 'Firecracker issue 4207, PR 5283; libkrun 9e26ffb4',
    what: 'The SPI number is taken for an INTID, and another line is pulsed.',
    killedBy: 'every-event-is-signalled',
    parts: { line: (options) => new IrqLine({ ...options, spi: spiFromIntId(options.spi.raw + 32) }) },
  },
  {
    id: 'queue-without-interrupt',
    fault: 'V-27',
    source: 'Firecracker issue 1436, fix PR 1444',
    what: 'Used buffers of one queue never raise an interrupt.',
    killedBy: 'event-sets-its-bit',
    parts: { usedBuffers: (transport, queue) => void (queue === 0 && transport.notifyUsedBuffers()) },
  },
  {
    id: 'assert-only',
    fault: 'shipped',
    source: 'libkrun, HvfGicV3: hv_gic_set_spi(irq, true), never false',
    what: 'The line is raised at every event and never lowered.',
    killedBy: 'every-event-is-signalled',
    parts: { program: faulty.assertOnly },
  },
  {
    id: 'pulse-on-a-high-line',
    fault: 'shipped',
    source: 'squib 0.2.0, HvfGic::pulse_spi',
    what: 'A pulse that failed half way leaves the line high, and the next pulse makes no edge.',
    killedBy: 'line-comes-down-before-the-pulse',
    parts: { program: faulty.pulsingOnAHighLine },
  },
  ...readFaults,
  ...setUpFaults,
  ...queueResetFaults,
];

/** Our implementation with one fault each. */
export const deviceMutants: readonly Mutant<DeviceLanguage>[] = faults.map((fault) =>
  Object.assign(fault, { subject: () => implementation(fault.id, fault.parts) }),
);
