import { workerData } from 'node:worker_threads';
import { spiFromIntId } from '../int-id.js';
import { SoftGic, type SharedSoftGic } from './soft-gic.js';

/** What a pulsing thread is given. */
export interface PulserOrder {
  readonly gic: SharedSoftGic;
  readonly intId: number;
  readonly pulses: number;
  /** A count of events that the thread adds to before each pulse. */
  readonly events: Int32Array;
  readonly index: number;
}

const { gic, intId, pulses, events, index } = workerData as PulserOrder;
const attached = SoftGic.attach(gic);
const spi = spiFromIntId(intId);
for (let pulse = 0; pulse < pulses; pulse += 1) {
  Atomics.add(events, index, 1);
  attached.pulseSpi(spi);
}
