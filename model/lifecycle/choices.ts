/** How a virtual machine is saved and restored. The vCPUs stand still from before the first save until after the restore. */
export interface SaveChoices {
  readonly kind: 'save';
  /**
   * What is saved first, the device's InterruptStatus or the GIC. Each save is atomic; between the two the device threads
   * go on unless they were drained. Firecracker saved its devices after KVM's state, before #5582 (67ba7a206).
   */
  readonly first: 'device' | 'gic';
  /**
   * Whether the device threads finish what they are about, and start nothing new, before the first save. Firecracker
   * saved the transport's state before prepare_save had completed the I/O (#5554): that is a save that does not drain.
   */
  readonly drained: boolean;
  /**
   * What the restored device tells the GIC: nothing (cloud-hypervisor before #8004); what InterruptStatus holds, a pulse
   * or a level (our own contract); or all bits, whatever it held (cloud-hypervisor #7851 triggers everything on resume).
   */
  readonly resignal: 'nothing' | 'status' | 'everything';
  /** What becomes of a signal while the vCPUs stand still: it reaches the GIC, or not (cloud-hypervisor #7850). */
  readonly whilePaused: 'delivered' | 'dropped';
}

/** How a device is reset: the driver writes 0 to Status, and in the end DRIVER_OK again. */
export interface ResetChoices {
  readonly kind: 'reset';
  /**
   * Where a device thread looks whether it may notify: in the critical section of each of its steps, or once, before
   * (VIRTIO 1.3, 3.1.2: no notification before DRIVER_OK).
   */
  readonly gate: 'inside' | 'outside';
  /** Whether InterruptStatus is cleared: kvmtool, Dragonball and old Cloud Hypervisor keep it (B18 is its kind of fault). */
  readonly status: 'cleared' | 'kept';
  /** Whether the line is lowered: libvmm left it high (#349), and its guest had interrupts without end. */
  readonly line: 'lowered' | 'left';
  /** Whether an edge that the GIC has latched survives. The device cannot reach it; the guest may (GICD_ICPENDR). */
  readonly latch: 'kept' | 'cleared';
}

/** One thing that happens to a running system, once, at any point. */
export type Lifecycle = SaveChoices | ResetChoices;

/** Every lifecycle: 24 ways to save and restore, 16 to reset. */
export const lifecycles: readonly Lifecycle[] = [
  ...([true, false] as const).flatMap((drained) =>
    (['device', 'gic'] as const).flatMap((first) =>
      (['delivered', 'dropped'] as const).flatMap((whilePaused) =>
        (['status', 'nothing', 'everything'] as const).map((resignal): SaveChoices => ({
          kind: 'save',
          first,
          drained,
          resignal,
          whilePaused,
        })),
      ),
    ),
  ),
  ...(['inside', 'outside'] as const).flatMap((gate) =>
    (['cleared', 'kept'] as const).flatMap((status) =>
      (['lowered', 'left'] as const).flatMap((line) =>
        (['kept', 'cleared'] as const).map((latch): ResetChoices => ({ kind: 'reset', gate, status, line, latch })),
      ),
    ),
  ),
];
