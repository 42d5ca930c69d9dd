import type { DeviceAction, DeviceView, Signal } from '../../model/index.js';
import { CONFIG_OFFSET, registers, type RegisterName } from '../../spec/virtio-mmio.js';
import { claimAboutRead } from './claims.js';
import { accessWidths } from './describe-device.js';
import type { RecordedEvent, Recording } from './event.js';
import type { Claims, HandlerMove, RecordedStep } from './step.js';

const { InterruptACK, InterruptStatus, QueueNotify, Status } = registers;

const nameAt = new Map<number, RegisterName>(
  (Object.keys(registers) as RegisterName[]).map((name) => [registers[name].offset, name]),
);

/** The part of a step that its own event decides; `follow` says which of the next events it caused. */
interface Draft {
  readonly what: string;
  readonly action: DeviceAction | null;
  readonly move?: HandlerMove;
  readonly claims?: Claims;
  readonly causes?: 'drive' | 'status' | 'reset';
}

/**
 * Turns events into steps for a device: each event takes with it the movement of the line and the Status that it caused.
 *
 * QEMU drives the line under its big lock, in the same call as what made it do so, and so the two stand next to each
 * other. A line that rises with no cause in the trace is a configuration change, for which QEMU has no trace event
 * (`virtio_notify_config`); one that falls before the driver's first access, or beside a Status of 0, is a reset of the
 * machine. Any other line movement stays a step without an action, and no device will agree with it.
 */
export function interpret(recording: Recording): readonly RecordedStep[] {
  const { events } = recording;
  const widthAt = accessWidths(recording);
  const steps: RecordedStep[] = [];
  let driverIsUp = false;
  for (let index = 0; index < events.length;) {
    const event = events[index] as RecordedEvent;
    driverIsUp ||= event.kind === 'read' || event.kind === 'write';
    const draft = draftOf(events, index, widthAt, driverIsUp);
    const caused = causedBy(draft, events, index);
    steps.push({
      lines: [event.line, ...caused.map(({ line }) => line)],
      what: draft.what,
      event,
      action: draft.action,
      move: draft.move ?? null,
      claims: { ...draft.claims, ...claimsOf(event, caused) },
    });
    index += 1 + caused.length;
  }
  return steps;
}

function draftOf(
  events: readonly RecordedEvent[],
  index: number,
  widthAt: (offset: number) => number,
  driverIsUp: boolean,
): Draft {
  const event = events[index] as RecordedEvent;
  switch (event.kind) {
    case 'read':
      return draftOfRead(event.offset, widthAt(event.offset), events, index);
    case 'write':
      return draftOfWrite(event.offset, widthAt(event.offset), event.value);
    case 'usedBuffers':
      return { what: 'the device used buffers', action: { kind: 'usedBuffers', queue: 0 }, causes: 'drive' };
    case 'drive':
      return draftOfDrive(event.level, driverIsUp, events, index);
    case 'status':
      return isResetOfMachine(events, index)
        ? { what: 'the machine is reset', action: resetAction, causes: 'reset' }
        : { what: `Status is reported as ${event.value}`, action: null };
    case 'acknowledge':
      return {
        what: `the driver takes the interrupt (ICC_IAR1_EL1 gives ${event.intId})`,
        action: null,
        move: { kind: 'take', cpu: event.cpu },
      };
    case 'endOfInterrupt':
      return {
        what: `the driver ends the interrupt (ICC_EOIR1_EL1 = ${event.intId})`,
        action: null,
        move: { kind: 'end', cpu: event.cpu },
      };
  }
}

const resetAction: DeviceAction = { kind: 'write', offset: Status.offset, width: 4, value: 0 };

function draftOfRead(offset: number, width: number, events: readonly RecordedEvent[], index: number): Draft {
  const value = claimAboutRead(events, index);
  return {
    what: `the driver reads ${registerAt(offset)}`,
    action: { kind: 'read', offset, width },
    ...(offset === InterruptStatus.offset ? { move: { kind: 'read' } } : {}),
    ...(value === undefined ? {} : { claims: { value } }),
  };
}

function draftOfWrite(offset: number, width: number, value: number): Draft {
  const draft: Draft = {
    what: `the driver writes ${hex(value)} to ${registerAt(offset)}`,
    action: { kind: 'write', offset, width, value },
  };
  if (offset === InterruptACK.offset) return { ...draft, move: { kind: 'ack', mask: value }, causes: 'drive' };
  // A driver notifies only queues that it made ready, and the device uses their buffers thereupon.
  if (offset === QueueNotify.offset) return { ...draft, claims: { notified: value } };
  if (offset === Status.offset) return { ...draft, causes: value === 0 ? 'reset' : 'status' };
  return draft;
}

function draftOfDrive(level: boolean, driverIsUp: boolean, events: readonly RecordedEvent[], index: number): Draft {
  if (level) {
    return {
      what: 'the device changes its configuration, and sets both bits',
      action: { kind: 'configChange', offset: 0, bytes: [] },
    };
  }
  const next = events[index + 1];
  const isReset = !driverIsUp || (next?.kind === 'status' && next.value === 0);
  return isReset
    ? { what: 'the machine is reset', action: resetAction, causes: 'status' }
    : { what: 'the line falls, and nothing in the recording lowers it', action: null };
}

/** QEMU resets a device with Status 0, the line, and Status 0 once more. */
function isResetOfMachine(events: readonly RecordedEvent[], index: number): boolean {
  const [event, next] = [events[index], events[index + 1]];
  return event?.kind === 'status' && event.value === 0 && next?.kind === 'drive' && !next.level;
}

/** The events right behind one that belong to it: at most one movement of the line, and any reports of Status. */
function causedBy({ causes }: Draft, events: readonly RecordedEvent[], index: number): readonly RecordedEvent[] {
  const caused: RecordedEvent[] = [];
  for (const event of events.slice(index + 1, index + 5)) {
    const isOwnStatus = event.kind === 'status' && (causes === 'status' || (causes === 'reset' && event.value === 0));
    const isOwnDrive = event.kind === 'drive' && (causes === 'drive' || (causes === 'reset' && !event.level));
    if (!isOwnStatus && !(isOwnDrive && !caused.some(({ kind }) => kind === 'drive'))) break;
    caused.push(event);
  }
  return caused;
}

function claimsOf(event: RecordedEvent, caused: readonly RecordedEvent[]): Claims {
  const all = [event, ...caused];
  const drives = all.filter((each) => each.kind === 'drive');
  const view: Partial<DeviceView> = Object.assign(
    {},
    ...all.map((each): Partial<DeviceView> => {
      if (each.kind === 'drive') return { line: each.level ? 1 : 0 };
      if (each.kind === 'status') return { Status: each.value };
      // A driver that is refused a Status gives up; this one goes on.
      return each.kind === 'write' && each.offset === Status.offset ? { Status: each.value } : {};
    }),
  );
  return { signals: drives.map(({ level }): Signal => (level ? 'assert' : 'deassert')), view };
}

function registerAt(offset: number): string {
  if (offset >= CONFIG_OFFSET) return `configuration byte ${offset - CONFIG_OFFSET}`;
  return `${nameAt.get(offset) ?? 'no register'} (${hex(offset)})`;
}

const hex = (value: number): string => `0x${value.toString(16)}`;
