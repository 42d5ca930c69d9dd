import type { Axis, Profile } from './profile.js';

/** A system that exists, as a profile. */
export interface NamedSystem {
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** All choices but the driver's. */
  readonly choices: Omit<Profile, 'driver'>;
  /** Where the choices were read: project, file, snapshot. */
  readonly source: string;
  /** The choices that are inferred from what was read, not read themselves. */
  readonly inferred: readonly Exclude<Axis, 'driver'>[];
  /** Where the system does not quite fit its profile, or what an inference rests on. */
  readonly remark: string;
  /** The loss that was seen on the system itself, where one was. */
  readonly seen?: Sighting;
}

/** An unsafe verdict that came true on the system itself. */
export interface Sighting {
  /** What its guest's driver does. */
  readonly driver: Profile['driver'];
  /** Who lost what, in a sentence. */
  readonly what: string;
  /** The recording that shows it, by its name among those of the package. */
  readonly recording: string;
}

/** A way in which drivers that exist handle the interrupt. */
export interface NamedDriver {
  readonly name: string;
  readonly driver: Profile['driver'];
  readonly source: string;
}

const pulseOnKvm: NamedSystem['choices'] = {
  order: 'statusFirst',
  update: 'or',
  signal: 'always',
  section: 'whole',
  trigger: 'edge',
  detector: 'assert',
};
const irqfd =
  'The signal is one write to an irqfd: KVM latches it as an edge in one step (virt/kvm/eventfd.c, and vgic_validate_injection of arch/arm64/kvm/vgic/vgic.c).';

/** Shipping systems, and the two that this project is about. */
export const namedSystems: readonly NamedSystem[] = [
  {
    name: 'irqline',
    title: 'the contract of this project',
    choices: { ...pulseOnKvm, detector: 'transition' },
    source: 'irqline, impl/line/irq-line.ts',
    inferred: [],
    remark:
      'Status and line change in one critical section per line, so it needs nothing of the GIC: the weaker detector is shown.',
  },
  {
    name: 'squib',
    title: 'squib 0.2.0, whose IrqLine this project grew from',
    choices: { ...pulseOnKvm, section: 'split', detector: 'transition' },
    source: 'tyrchen/squib, crates/virtio/src/interrupt.rs and crates/gic/src/lib.rs',
    inferred: ['detector'],
    remark:
      "A pulse is two calls, and any thread that holds a clone may make them. Its GIC is Apple's, whose detector is not documented; SAFE if every assertion counts there.",
  },
  {
    name: 'firecracker',
    title: 'Firecracker on KVM',
    choices: pulseOnKvm,
    source: 'firecracker 81b38b9, src/vmm/src/devices/virtio/transport/mmio.rs and fdt.rs',
    inferred: ['section', 'detector'],
    remark: irqfd,
  },
  {
    name: 'crosvm',
    title: "crosvm's MMIO transport",
    choices: { ...pulseOnKvm, signal: 'onRise' },
    source: 'crosvm f1e797a, devices/src/virtio/virtio_mmio_device.rs and interrupt.rs',
    inferred: ['section', 'detector'],
    remark: `${irqfd} Its PCI transport has a resample thread that comes to the rescue; MMIO has none.`,
  },
  {
    name: 'kvmtool',
    title: 'kvmtool',
    choices: { ...pulseOnKvm, update: 'torn', section: 'split' },
    source: 'kvmtool b48735e, virtio/mmio-modern.c and arm/gic.c',
    inferred: ['update'],
    remark:
      'That `|=` on shared memory is two steps is inferred. Its InterruptACK is `&= ~value` and so torn, too, which the profile does not have: the real one is worse than shown.',
  },
  {
    name: 'libkrun-hvf',
    title: "libkrun on macOS with Apple's GIC",
    choices: { ...pulseOnKvm, signal: 'assertOnly', section: null },
    source: 'libkrun 6ed74fa, src/devices/src/virtio/mmio.rs and its HvfGicV3',
    inferred: ['detector'],
    remark:
      'It never lowers the line. Where an edge is a transition the second interrupt would never come, which its users would see at once: so it is inferred that every assertion counts.',
  },
  {
    name: 'qemu',
    title: "QEMU's virt machine with its own GIC (TCG)",
    choices: { ...pulseOnKvm, signal: 'level', detector: 'transition' },
    source: 'QEMU, hw/virtio/virtio-mmio.c, hw/arm/virt.c, hw/intc/arm_gicv3_dist.c; observed with 7.2 and 10.0.2',
    inferred: ['section'],
    remark:
      "The line follows InterruptStatus, the device tree calls it edge-triggered. That nothing comes between is the big lock's doing. A configuration event sets both bits.",
    seen: {
      driver: 'ackFirst',
      what: 'Linux 6.12 on QEMU 7.2 and 10.0.2 loses the interrupt of a disk that is resized between the read of InterruptStatus and its ACK, and the disk never answers again.',
      recording: 'blk-resize-race',
    },
  },
  {
    name: 'qemu-kvm',
    title: "QEMU's virt machine with KVM's GIC",
    choices: { ...pulseOnKvm, signal: 'level' },
    source: 'QEMU, hw/virtio/virtio-mmio.c and hw/arm/virt.c; Linux, arch/arm64/kvm/vgic/vgic.c',
    inferred: ['section'],
    remark:
      'The same device: KVM latches every assertion of an edge-triggered line, also one without a change of level.',
  },
  {
    name: 'openvmm',
    title: 'OpenVMM',
    choices: { ...pulseOnKvm, signal: 'level', trigger: 'level', detector: 'transition' },
    source: 'openvmm 1488a37, vm/devices/virtio/virtio/src/transport/mmio.rs',
    inferred: ['detector'],
    remark: 'Status and line under one lock. With a level trigger the detector makes no difference.',
  },
  {
    name: 'cloud-hypervisor-mmio',
    title: "Cloud Hypervisor's MMIO transport, before it was deleted",
    choices: pulseOnKvm,
    source: 'cloud-hypervisor c7e5fea0a^, virtio-devices/src/transport/mmio.rs',
    inferred: ['section', 'trigger', 'detector'],
    remark: 'The legacy interrupt group signals an irqfd.',
  },
  {
    name: 'dragonball',
    title: 'Dragonball of Kata Containers',
    choices: pulseOnKvm,
    source: 'kata-containers 7c6ba40, dbs_virtio_devices/src/mmio/mmio_v2.rs and dbs_interrupt/src',
    inferred: ['section', 'detector'],
    remark: `${irqfd} With its vendor feature INTR_USED, InterruptStatus always reads with VRING set, which the profile does not have.`,
  },
];

/** Drivers, by what they are known for. */
export const namedDrivers: readonly NamedDriver[] = [
  {
    name: 'linux',
    driver: 'ackFirst',
    source:
      'Linux, vm_interrupt of drivers/virtio/virtio_mmio.c; NuttX since apache/nuttx #11478, Asterinas since #2493',
  },
  {
    name: 'standard',
    driver: 'ackLast',
    source: 'VIRTIO 1.3, 4.2.2.2 and 4.2.3.4.1: acknowledge after handling; Asterinas before asterinas #2493',
  },
  { name: 'ack-all', driver: 'ackOnes', source: 'the mistake of acknowledging what was not read' },
  { name: 'recheck', driver: 'ackLastRecheck', source: "the standard's order with one more look at the work" },
  { name: 'linux-loop', driver: 'ackFirstLoop', source: 'as linux, until InterruptStatus reads empty' },
  { name: 'standard-loop', driver: 'ackLastLoop', source: 'as standard, until InterruptStatus reads empty' },
];
