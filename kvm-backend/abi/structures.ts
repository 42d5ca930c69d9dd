/** Where a field lies in its structure: offset and width in bytes. */
type Field = readonly [offset: number, width: number];

interface Layout {
  readonly size: number;
  readonly fields: Readonly<Record<string, Field>>;
}

/**
 * The structures of linux/kvm.h and asm/kvm.h (arm64) that irqline exchanges with the kernel, by their C names; a field
 * in a nested union or structure goes by its path. A test has a C compiler check every number against the headers.
 */
export const structures = {
  kvm_create_device: { size: 12, fields: { type: [0, 4], fd: [4, 4], flags: [8, 4] } },
  kvm_device_attr: { size: 24, fields: { flags: [0, 4], group: [4, 4], attr: [8, 8], addr: [16, 8] } },
  kvm_irq_level: { size: 8, fields: { irq: [0, 4], level: [4, 4] } },
  kvm_irqfd: { size: 32, fields: { fd: [0, 4], gsi: [4, 4], flags: [8, 4], resamplefd: [12, 4] } },
  kvm_irq_routing: { size: 8, fields: { nr: [0, 4], flags: [4, 4] } },
  kvm_irq_routing_entry: {
    size: 48,
    fields: {
      gsi: [0, 4],
      type: [4, 4],
      flags: [8, 4],
      'u.irqchip.irqchip': [16, 4],
      'u.irqchip.pin': [20, 4],
    },
  },
  kvm_userspace_memory_region: {
    size: 32,
    fields: { slot: [0, 4], flags: [4, 4], guest_phys_addr: [8, 8], memory_size: [16, 8], userspace_addr: [24, 8] },
  },
  kvm_vcpu_init: { size: 32, fields: { target: [0, 4], features: [4, 28] } },
  /** Of poll.h. */
  pollfd: { size: 8, fields: { fd: [0, 4], events: [4, 2], revents: [6, 2] } },
  kvm_one_reg: { size: 16, fields: { id: [0, 8], addr: [8, 8] } },
  /** The registers that KVM_SET_ONE_REG names by where they lie in it. */
  kvm_regs: { size: 864, fields: { 'regs.regs[0]': [0, 8], 'regs.pc': [256, 8] } },
  /** Only its head: the whole is as long as KVM_GET_VCPU_MMAP_SIZE says. */
  kvm_run: {
    size: 256,
    fields: {
      immediate_exit: [1, 1],
      exit_reason: [8, 4],
      'mmio.phys_addr': [32, 8],
      'mmio.data': [40, 8],
      'mmio.len': [48, 4],
      'mmio.is_write': [52, 1],
      'fail_entry.hardware_entry_failure_reason': [32, 8],
      'internal.suberror': [32, 4],
      'system_event.type': [32, 4],
    },
  },
} as const satisfies Record<string, Layout>;

export type StructureName = keyof typeof structures;
export type FieldName<S extends StructureName> = keyof (typeof structures)[S]['fields'] & string;
/** The value of each field that is not zero. Widths up to 4 bytes fit a number; addresses and 64-bit words are bigint. */
export type FieldValues<S extends StructureName> = { readonly [F in FieldName<S>]?: number | bigint };

/** A zeroed structure with these fields set, in memory that the garbage collector does not move. */
export function pack<S extends StructureName>(name: S, values: FieldValues<S>): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(structures[name].size));
  for (const [field, value] of Object.entries(values))
    write(view, fieldOf(name, field), BigInt(value as number | bigint));
  return view;
}

/** Reads a field of up to 4 bytes as an unsigned number. */
export function readField<S extends StructureName>(view: DataView, name: S, field: FieldName<S>): number {
  const [offset, width] = fieldOf(name, field);
  if (width === 1) return view.getUint8(offset);
  if (width === 4) return view.getUint32(offset, true);
  throw new RangeError(`${name}.${field} has ${width} bytes; read it through its offset`); // a caller's mistake, never data
}

/** The offset of a field in bytes, for hot paths that keep a view open. */
export function offsetOf<S extends StructureName>(name: S, field: FieldName<S>): number {
  return fieldOf(name, field)[0];
}

function fieldOf(name: StructureName, field: string): Field {
  const layout: Layout = structures[name];
  const found = layout.fields[field];
  if (found === undefined) throw new RangeError(`${name} has no field ${field}`); // the types allow no such call
  return found;
}

function write(view: DataView, [offset, width]: Field, value: bigint): void {
  if (width === 1) view.setUint8(offset, Number(value));
  else if (width === 2) view.setUint16(offset, Number(BigInt.asUintN(16, value)), true);
  else if (width === 4) view.setUint32(offset, Number(BigInt.asUintN(32, value)), true);
  else view.setBigUint64(offset, BigInt.asUintN(64, value), true);
}
