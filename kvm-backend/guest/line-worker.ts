import { workerData } from 'node:worker_threads';
import { spiFromIntId } from '../../impl/index.js';
import { VgicLines, type SharedVgic } from '../vgic/vgic-lines.js';

/** What a thread that holds lines of a vGIC is told to do, until it is done or `over` is 1. */
export type LineOrder = {
  readonly gic: SharedVgic;
  readonly over: Int32Array;
  /** Threads that have ended: from then on they touch nothing. */
  readonly ended: Int32Array;
} & (
  | {
      /**
       * Pulses each of these lines in turn, so many times. It counts each event by INTID before its pulse, and waits
       * until as many have been seen, so that a lost pulse stops it.
       */
      readonly kind: 'pulse';
      readonly intIds: readonly number[];
      readonly rounds: number;
      readonly events: Int32Array;
      readonly seen: Int32Array;
    }
  /** Raises again what KVM lowered, and counts it. */
  | { readonly kind: 'resample'; readonly raised: Int32Array }
);

const PATIENCE_MS = 50;

const order = workerData as LineOrder;
const lines = new VgicLines(order.gic);
const goesOn = (): boolean => Atomics.load(order.over, 0) === 0;

try {
  if (order.kind === 'pulse') {
    const spis = order.intIds.map(spiFromIntId);
    for (let round = 0; round < order.rounds && goesOn(); round += 1) {
      for (const spi of spis) {
        const event = Atomics.add(order.events, spi.raw, 1) + 1;
        lines.pulseSpi(spi);
        waitUntilSeen(order.seen, spi.raw, event);
      }
    }
  } else {
    while (goesOn()) Atomics.add(order.raised, 0, lines.awaitResample(PATIENCE_MS).length);
  }
} finally {
  Atomics.add(order.ended, 0, 1);
  Atomics.notify(order.ended, 0);
}

function waitUntilSeen(seen: Int32Array, index: number, event: number): void {
  for (let count = Atomics.load(seen, index); count < event && goesOn(); count = Atomics.load(seen, index)) {
    Atomics.wait(seen, index, count, PATIENCE_MS);
  }
}
