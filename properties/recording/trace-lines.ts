import { IrqlineError } from '../../spec/errors.js';
import type { RecordedEvent } from './event.js';

/** What a line says, and which of QEMU's devices says it, where the line tells. */
export interface TraceLine {
  readonly event: RecordedEvent;
  /** QEMU's address of the device, only good for comparing. */
  readonly device: string | undefined;
}

interface EventForm {
  readonly form: RegExp;
  /** As an example for people. */
  readonly example: string;
  readonly event: (line: number, groups: Readonly<Record<string, string>>) => RecordedEvent;
}

/** `-msg timestamp=on` puts thread and time before every event. */
const PREFIX = /^\d+@\d+\.\d+:/;

/**
 * The events that are understood, in the words of QEMU's `trace-events` files (hw/virtio, hw/intc). A line is the name of
 * the event and what it prints. The short form leaves out the name where the text repeats it, and host addresses.
 */
const forms: readonly EventForm[] = [
  {
    form: /^(?:virtio_mmio_read )?virtio_mmio_read offset (?<offset>0x[0-9a-f]+)$/,
    example: 'virtio_mmio_read offset 0x60',
    event: (line, { offset }) => ({ line, kind: 'read', offset: Number(offset) }),
  },
  {
    form: /^(?:virtio_mmio_write_offset )?virtio_mmio_write offset (?<offset>0x[0-9a-f]+) value (?<value>0x[0-9a-f]+)$/,
    example: 'virtio_mmio_write offset 0x64 value 0x1',
    event: (line, { offset, value }) => ({ line, kind: 'write', offset: Number(offset), value: Number(value) }),
  },
  {
    form: /^(?:virtio_mmio_setting_irq virtio_mmio setting IRQ|virtio_mmio_irq) (?<level>[01])$/,
    example: 'virtio_mmio_irq 1',
    event: (line, { level }) => ({ line, kind: 'drive', level: level === '1' }),
  },
  {
    form: /^virtio_notify(?: vdev (?<device>0x[0-9a-f]+) vq 0x[0-9a-f]+)?$/,
    example: 'virtio_notify',
    event: (line) => ({ line, kind: 'usedBuffers' }),
  },
  {
    form: /^virtio_set_status(?: vdev (?<device>0x[0-9a-f]+))? val (?<value>\d+)$/,
    example: 'virtio_set_status val 15',
    event: (line, { value }) => ({ line, kind: 'status', value: Number(value) }),
  },
  {
    form: /^(?:gicv3_icc_iar1_read GICv3 ICC_IAR1 read|icc_iar1_read) cpu (?<cpu>0x[0-9a-f]+) value (?<intId>0x[0-9a-f]+)$/,
    example: 'icc_iar1_read cpu 0x0 value 0x4f',
    event: (line, { cpu, intId }) => ({ line, kind: 'acknowledge', cpu: Number(cpu), intId: Number(intId) }),
  },
  {
    form: /^(?:gicv3_icc_eoir_write GICv3 ICC_EOIR1 write|icc_eoir1_write) cpu (?<cpu>0x[0-9a-f]+) value (?<intId>0x[0-9a-f]+)$/,
    example: 'icc_eoir1_write cpu 0x0 value 0x4f',
    event: (line, { cpu, intId }) => ({ line, kind: 'endOfInterrupt', cpu: Number(cpu), intId: Number(intId) }),
  },
];

/**
 * The lines of a QEMU log with `-trace`, in QEMU's own form or in the short form; empty lines are skipped.
 * @throws IrqlineError RECORDING_NOT_UNDERSTOOD, with the number of the line and what is understood
 */
export function parseTraceLines(text: string): readonly TraceLine[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const trimmed = content.trim();
    return trimmed === '' ? [] : [parseLine(trimmed.replace(PREFIX, ''), index + 1)];
  });
}

function parseLine(content: string, line: number): TraceLine {
  for (const { form, event } of forms) {
    const groups = form.exec(content);
    if (groups !== null) return { event: event(line, groups.groups ?? {}), device: groups.groups?.['device'] };
  }
  const understood = forms.map(({ example }) => `"${example}"`).join(', ');
  throw new IrqlineError(
    'RECORDING_NOT_UNDERSTOOD',
    `line ${line}, ${JSON.stringify(content.slice(0, 80))}; understood are ${understood}`,
  );
}
