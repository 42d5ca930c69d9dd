import { match } from 'ts-pattern';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import { mayNotify, notifyConfiguration, notifyUsedBuffers } from '../device/interrupt.js';
import { andThen, becomes, ofDevice, onWire, type SystemEffect } from './effect.js';
import type { EventBit } from './language.js';
import type { WholeSystem, ThreadState } from './state.js';

/** N1, N6: an event is the driver's to service if it happens while notifications may be sent. */
export const happened = (state: WholeSystem, bits: number): WholeSystem => ({
  ...state,
  unserviced: mayNotify(state.device) ? state.unserviced | bits : state.unserviced,
});

/** An event, told whole. */
export function event(state: WholeSystem, bit: EventBit): SystemEffect {
  const after = happened(state, bit);
  return ofDevice(after, bit === VRING ? notifyUsedBuffers(after.device) : notifyConfiguration(after.device));
}

/** An event that a thread has yet to tell of, once it is through with what it is at. */
export function publish(state: WholeSystem, thread: number, bit: EventBit): SystemEffect {
  return andThen(finish(state, thread), (idle) =>
    becomes(withThread(happened(idle, bit), thread, { kind: 'updating', bit })),
  );
}

/** One atomic step of a trigger: the bit before the signal (N1), each in the critical section of the line. */
export function advance(state: WholeSystem, thread: number): SystemEffect {
  const at = state.threads[thread] ?? { kind: 'idle' };
  return match(at)
    .with({ kind: 'idle' }, () => becomes(state))
    .with({ kind: 'updating' }, ({ bit }) => update(state, thread, bit))
    .with({ kind: 'signalling' }, () => {
      const done = withThread(state, thread, { kind: 'idle' });
      // A reset may have come since the update (N8).
      return mayNotify(state.device) ? onWire(done, ['pulse']) : becomes(done);
    })
    .exhaustive();
}

function update(state: WholeSystem, thread: number, bit: number): SystemEffect {
  const told = bit === CONFIG ? notifyConfiguration(state.device) : notifyUsedBuffers(state.device);
  const { signals } = told.observation;
  if (!signals.includes('pulse')) return ofDevice(withThread(state, thread, { kind: 'idle' }), told);
  return becomes(withThread({ ...state, device: told.state }, thread, { kind: 'signalling' }));
}

/** A trigger has two steps at most. */
const finish = (state: WholeSystem, thread: number): SystemEffect =>
  andThen(advance(state, thread), (next) => advance(next, thread));

/** Every thread comes to the end of what it is at, thread 0 first. */
export const finishThreads = (state: WholeSystem): SystemEffect =>
  state.threads.reduce((before, _, thread) => andThen(before, (next) => finish(next, thread)), becomes(state));

const withThread = (state: WholeSystem, thread: number, to: ThreadState): WholeSystem => ({
  ...state,
  threads: state.threads.with(thread, to),
});
