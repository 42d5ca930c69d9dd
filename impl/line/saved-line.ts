import * as t from 'io-ts';
import { DEFINED_BITS } from '../../spec/virtio-mmio.js';
import { bitsWithin } from '../codec.js';

/** What is kept of an IrqLine when its device is saved. */
export interface LineState {
  /** InterruptStatus. */
  readonly status: number;
  /** Whether notifications may be sent: from DRIVER_OK to reset. */
  readonly open: boolean;
  /** Whether a pulse failed half way and left the line high. */
  readonly stuckHigh: boolean;
}

/** Decodes a {@link LineState}. */
export const LineStateCodec: t.Type<LineState, unknown> = t.strict({
  status: bitsWithin(DEFINED_BITS),
  open: t.boolean,
  stuckHigh: t.boolean,
});
