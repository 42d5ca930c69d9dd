import * as t from 'io-ts';
import { DEFINED_BITS } from '../../spec/virtio-mmio.js';

const isStatus = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && (value & ~DEFINED_BITS) === 0;

/** The bits of InterruptStatus: an integer from 0 to 3. */
const InterruptStatusBits = new t.Type<number, number>(
  'InterruptStatus (0 to 3)',
  isStatus,
  (value, context) => (isStatus(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** What is kept of an IrqLine when its device is saved. */
export interface LineState {
  readonly status: number;
  readonly open: boolean;
  readonly stuckHigh: boolean;
}

/** Decodes a {@link LineState}. */
export const LineStateCodec: t.Type<LineState, unknown> = t.strict({
  status: InterruptStatusBits,
  open: t.boolean,
  stuckHigh: t.boolean,
});
