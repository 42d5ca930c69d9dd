/** The part of the catalogue that speaks of KVM and of the emulated host that runs it. */
export const kvmErrors = {
  KVM_UNAVAILABLE: {
    meaning: 'This machine offers no KVM.',
    fix: 'Use a Linux host with /dev/kvm, or leave the choice to irqline: it boots an emulated arm64 host.',
    lacksEnvironment: true,
  },
  KVM_PERMISSION_DENIED: {
    meaning: '/dev/kvm is there, but this user may not open it.',
    fix: 'Add the user to the group that owns /dev/kvm (`usermod -aG kvm USER`, then log in again).',
    lacksEnvironment: true,
  },
  KVM_API_VERSION_UNKNOWN: {
    meaning: 'This KVM does not speak version 12 of the API, which every kernel since 2.6.22 does.',
    fix: 'Run a kernel whose KVM is Linux’s own.',
    lacksEnvironment: true,
  },
  KVM_NO_VGICV3: {
    meaning: 'KVM cannot make a GICv3 on this machine: it needs an arm64 host with a GICv3 (or v4).',
    fix: 'Use such a host, or the emulated host: `irqline diff --host emulated`.',
    lacksEnvironment: true,
  },
  KVM_VCPUS_NOT_SUPPORTED: {
    meaning:
      'A VM with a vGICv3 has 1 to 16 vCPUs here. Aff0 names each when its registers are read, and KVM counts to 16 in Aff0.',
    fix: 'Ask for 1 to 16 vCPUs.',
  },
  KVM_TOO_OLD: {
    meaning: 'KVM can make a GICv3 here, but lacks something that runs need.',
    fix: 'Boot Linux 4.18 or newer (6.1 and 6.12 were tried), or use the emulated host: `irqline diff --host emulated`.',
    lacksEnvironment: true,
  },
  KVM_GUEST_FAULT: {
    meaning:
      'The guest did something that the agent in it never does: an exception, a strange access, an unknown exit.',
    fix: 'Replay the run; if it happens again, it is a fault of irqline or of KVM worth reporting.',
  },
  KVM_IRQFD_LEVEL: {
    meaning: 'An irqfd raises a line and never lowers it, so a level-triggered SPI would stay high for ever.',
    fix: 'Drive a level-triggered SPI with `setSpiLevel`: by KVM_IRQ_LINE, or by an irqfd that has a resamplefd.',
  },
  KVM_STATE_LEFT_HALF: {
    meaning:
      'KVM refused a part of the state that was to be restored, and then a part of what was there before: the vGIC has some of either.',
    fix: 'Stop every vCPU and restore again, or make a new VM.',
  },
  KVM_E2BIG: {
    meaning: 'An address lies beyond what the VM can address, or there are more vCPUs than the GIC can serve.',
    fix: 'Put the GIC below the end of the IPA space and give its redistributors room for every vCPU.',
  },
  KVM_EAGAIN: {
    meaning: 'The interrupt controller is not initialised yet.',
    fix: 'Initialise the vGIC (KVM_DEV_ARM_VGIC_CTRL_INIT) first.',
  },
  KVM_EBUSY: {
    meaning: 'Too early or too late: the vGIC is not initialised yet, already is, or a vCPU is running.',
    fix: 'Stop every vCPU, and keep to the order of Documentation/virt/kvm/devices/arm-vgic-v3.rst.',
  },
  KVM_EEXIST: {
    meaning: 'It was made or set before, and can be only once.',
    fix: 'Make it once for each VM.',
  },
  KVM_EINTR: {
    meaning: 'A signal interrupted the call.',
    fix: 'Call again.',
  },
  KVM_EINVAL: {
    meaning: 'KVM does not accept an argument: an INTID out of range, a misaligned address, an unknown vCPU.',
    fix: 'Compare the argument with the limits in Documentation/virt/kvm/api.rst.',
  },
  KVM_ENODEV: {
    meaning: 'This KVM does not know that type of device.',
    fix: 'Use a host whose KVM has it.',
  },
  KVM_ENOENT: {
    meaning: 'There is no such thing to be read yet.',
    fix: 'Set it first.',
  },
  KVM_ENXIO: {
    meaning: 'There is no interrupt controller, no such attribute, or an address was never set.',
    fix: 'Make the vGIC and set its addresses before you use it.',
  },
  KVM_CALL_FAILED: {
    meaning: 'A call to the kernel failed with an errno that has no code of its own here.',
    fix: 'Look the errno up in the manual page of the call, of an ioctl in Documentation/virt/kvm/api.rst.',
  },
  KVM_CLOSED: {
    meaning: 'The descriptor or mapping was used after it had been closed.',
    fix: 'Close a VM after everything that was made from it.',
  },
  KVM_HOST_MISSING: {
    meaning: 'A program or file that the emulated host is made with is not on this machine.',
    fix: 'Install what is named: `irqline doctor` says how. Without apt pass `--kernel` and `--root`, without npm `--node`, too.',
    lacksEnvironment: true,
  },
  KVM_HOST_FETCH_FAILED: {
    meaning: 'A part of the emulated host could not be fetched. Nothing half-fetched was kept.',
    fix: 'See what the command said; with the network back, run again. A host that is in the cache needs no network.',
    lacksEnvironment: true,
  },
  KVM_HOST_CACHE_UNWRITABLE: {
    meaning:
      'The cache folder, or that of temporary files, cannot be written: the disk is full, or the folder belongs to somebody else.',
    fix: 'Free about 400 MiB, or point XDG_CACHE_HOME, or TMPDIR if that is the one, to a folder with room.',
    lacksEnvironment: true,
  },
  KVM_HOST_NOT_ARM64: {
    meaning: 'The file is not for arm64, so the emulated host cannot boot or run it.',
    fix: 'Pass an arm64 Image (plain, gzip, or an EFI program with gzip) as --kernel, and a Linux program for arm64 as --node.',
  },
  KVM_HOST_KERNEL_PACKED: {
    meaning: 'The arm64 kernel is packed into an EFI program in another way than by gzip, and QEMU cannot unpack it.',
    fix: 'Unpack it with the command that is named, and pass the Image as --kernel.',
  },
  KVM_HOST_DIED: {
    meaning: 'The process or emulated machine that runs KVM ended on its own.',
    fix: 'Read the last lines of its console; a kernel that does not boot must be an uncompressed or gzip arm64 Image.',
    lacksEnvironment: true,
  },
  KVM_HOST_SILENT: {
    meaning: 'KVM’s process or the emulated machine did not answer in time, and was ended.',
    fix: 'Run again, on a slow machine with a longer `--patience`. At the greeting it is a kernel that does not boot; at the same action each time, that action hangs KVM: replay it alone.',
    lacksEnvironment: true,
  },
  KVM_HOST_FOREIGN: {
    meaning: 'What answered is not the same version of irqline as this one.',
    fix: 'Build again (`npm run build`); the emulated host is packed anew by itself.',
    lacksEnvironment: true,
  },
  KVM_MESSAGE_TOO_LONG: {
    meaning: 'A request to the emulated host, or its answer, does not fit into the memory by which it travels.',
    fix: 'Make fewer runs at a time, shorter ones, or on a GIC of fewer SPIs.',
  },
  REPORT_MALFORMED: {
    meaning: 'The file is not a report of `irqline diff --record`, is cut short, or was changed.',
    fix: 'Pass the file as it was written, or record it again.',
  },
  REPORT_FROM_THE_FUTURE: {
    meaning: 'The report has a newer format version than this program reads.',
    fix: 'Update irqline.',
  },
  REPORT_OF_NOTHING: {
    meaning: 'A report is of the runs that irqline generates on KVM, and none are to be made.',
    fix: 'Leave out --replay, and let --against name kvm.',
  },
  KVM_HOST_REFUSED: {
    meaning: 'KVM’s process met an error that it does not know.',
    fix: 'Report it with the last lines of the console.',
    isOurs: true,
  },
} as const;
