import * as t from 'io-ts';
import { IrqlineError } from '../../spec/errors.js';
import { statusBits } from '../../spec/virtio-mmio.js';
import { unsigned32, unsigned8 } from '../codec.js';
import type { Delivery } from '../line/programs.js';
import { LineStateCodec, type LineState } from '../line/saved-line.js';
import type { SavedStateFormat } from '../saved-state.js';
import { statusAfterWrite } from './status.js';

const { DRIVER_OK, DEVICE_NEEDS_RESET } = statusBits;

interface QueueState {
  readonly sizeMax: number;
  readonly size: number;
  readonly ready: boolean;
  readonly descriptorArea: bigint;
  readonly driverArea: bigint;
  readonly deviceArea: bigint;
}

/** What is kept of a transport when its device is saved. */
export interface TransportState {
  readonly deviceId: number;
  readonly features: bigint;
  readonly intId: number;
  readonly delivery: Delivery;
  readonly status: number;
  readonly activated: boolean;
  readonly deviceFeaturesSel: number;
  readonly driverFeaturesSel: number;
  readonly driverFeatures: bigint;
  readonly queueSel: number;
  readonly queues: readonly QueueState[];
  readonly config: readonly number[];
  readonly configGeneration: number;
  readonly line: LineState;
}

/** 64 bits, as a hexadecimal string in JSON. */
const Unsigned64 = new t.Type<bigint, string>(
  '64-bit unsigned integer as "0x…"',
  (value): value is bigint => typeof value === 'bigint',
  (value, context) =>
    typeof value === 'string' && /^0x[0-9a-f]{1,16}$/.test(value)
      ? t.success(BigInt(value))
      : t.failure(value, context),
  (value) => `0x${value.toString(16)}`,
);

const QueueStateCodec = t.strict({
  sizeMax: unsigned32,
  size: unsigned32,
  ready: t.boolean,
  descriptorArea: Unsigned64,
  driverArea: Unsigned64,
  deviceArea: Unsigned64,
});

/** Version 1 of the saved state of a transport, its line included. */
export const transportFormat: SavedStateFormat<TransportState> = {
  name: 'irqline/virtio-mmio-transport',
  version: 1,
  codec: t.strict({
    deviceId: unsigned32,
    features: Unsigned64,
    intId: unsigned32,
    delivery: t.keyof({ edge: null, level: null }),
    status: unsigned8,
    activated: t.boolean,
    deviceFeaturesSel: unsigned32,
    driverFeaturesSel: unsigned32,
    driverFeatures: Unsigned64,
    queueSel: unsigned32,
    queues: t.readonlyArray(QueueStateCodec),
    config: t.readonlyArray(unsigned8),
    configGeneration: unsigned32,
    line: LineStateCodec as t.Type<LineState, LineState>,
  }),
};

/** @throws IrqlineError SAVED_STATE_FOREIGN when the guest would take the two for different devices */
export function requireSameDevice(own: TransportState, saved: TransportState): void {
  const [mine, theirs] = [identity(own), identity(saved)];
  if (mine !== theirs) throw new IrqlineError('SAVED_STATE_FOREIGN', `saved from ${theirs}; this is ${mine}`);
}

/** @throws IrqlineError SAVED_STATE_MALFORMED when no sequence of accesses leads to it */
export function requireConsistent({ status, activated, queues, line }: TransportState): void {
  const wrong = contradictions(status, activated, line);
  for (const [index, { size, sizeMax }] of queues.entries()) {
    if (size > sizeMax || (size === 0 && sizeMax > 0)) wrong.push(`queue ${index} of size ${size}, at most ${sizeMax}`);
  }
  if (wrong[0] !== undefined) throw new IrqlineError('SAVED_STATE_MALFORMED', `${transportFormat.name}: ${wrong[0]}`);
}

function contradictions(status: number, activated: boolean, line: LineState): string[] {
  const isRunning = (status & DRIVER_OK) !== 0;
  const shown = `Status 0x${status.toString(16)}`;
  return [
    ...(statusAfterWrite(0, status, true) === (status & ~DEVICE_NEEDS_RESET)
      ? []
      : [`${shown}, which no driver can set`]),
    ...(activated && !isRunning ? [`activated with ${shown}`] : []),
    ...(line.open === isRunning ? [] : [`the line is ${line.open ? 'open' : 'closed'} with ${shown}`]),
    ...(line.status !== 0 && !line.open ? [`InterruptStatus ${line.status} of a closed line`] : []),
  ];
}

/** What two transports have in common when one can take over the other's state: what the guest knows its device by. */
function identity(state: TransportState): string {
  const sizes = state.queues.map((queue) => queue.sizeMax).join();
  return `device ${state.deviceId}, features 0x${state.features.toString(16)}, queues ${sizes}, ${state.config.length} bytes of configuration, INTID ${state.intId} by ${state.delivery}`;
}
