import { workerData, type MessagePort } from 'node:worker_threads';
import { match } from 'ts-pattern';
import { IrqLine, spiFromIntId, type SharedIrqLine } from '../../impl/index.js';
import { describeFailure } from '../remote/failure.js';
import { VgicLines, type SharedVgic } from '../vgic/vgic-lines.js';
import { bitOfEvent, type DeviceEvent } from './device-event.js';
import { hold, sleep } from './sleep.js';

/** What a thread that holds lines of a vGIC is told to do, until it is done or it is over. */
export type LineTask = { readonly gic: SharedVgic } & (
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
  | {
      /**
       * Signals an event of a device, once a round, through a line attached to the device's. It counts the event by its
       * bit of InterruptStatus first, as a device uses a buffer first, and waits until all that the threads signal
       * in a round have been seen: so they signal at about the same time, and a lost event stops all of them. In every
       * other round it waits between its steps.
       */
      readonly kind: 'trigger';
      readonly line: SharedIrqLine;
      readonly event: DeviceEvent;
      /** What each of the threads signals. */
      readonly threads: readonly DeviceEvent[];
      readonly rounds: number;
      readonly events: Int32Array;
      readonly seen: Int32Array;
    }
  /** Raises again what KVM lowered, and counts it. */
  | { readonly kind: 'resample'; readonly raised: Int32Array }
);

/** Words that say how it is with threads that work together. */
export interface ThreadsState {
  /** Threads that run. */
  readonly started: Int32Array;
  /** 1 when all shall end. */
  readonly over: Int32Array;
  /** Threads that have ended: from then on they touch nothing. */
  readonly ended: Int32Array;
}

/** What a thread is made with. */
export interface LineOrder extends ThreadsState {
  readonly task: LineTask;
  /** Where it tells what it failed of, a {@link RemoteFailure}. */
  readonly port: MessagePort;
}

type TaskOf<Kind extends LineTask['kind']> = Extract<LineTask, { readonly kind: Kind }>;

const PATIENCE_MS = 50;
/** The events of a round come within this time, at random: about as long as the handler is held up. */
const SPREAD_MS = 4;

const { task, port, started, over, ended } = workerData as LineOrder;
const goesOn = (): boolean => Atomics.load(over, 0) === 0;

advance(started);
try {
  const lines = new VgicLines(task.gic);
  match(task)
    .with({ kind: 'pulse' }, (pulses) => pulse(lines, pulses))
    .with({ kind: 'trigger' }, (triggers) => trigger(IrqLine.attach(triggers.line, lines), triggers))
    .with({ kind: 'resample' }, ({ raised }) => {
      while (goesOn()) Atomics.add(raised, 0, lines.awaitResample(PATIENCE_MS).length);
    })
    .exhaustive();
} catch (error) {
  port.postMessage(describeFailure(error));
  Atomics.store(over, 0, 1);
} finally {
  advance(ended);
}

function advance(word: Int32Array): void {
  Atomics.add(word, 0, 1);
  Atomics.notify(word, 0);
}

function pulse(lines: VgicLines, { intIds, rounds, events, seen }: TaskOf<'pulse'>): void {
  const spis = intIds.map(spiFromIntId);
  for (let round = 0; round < rounds && goesOn(); round += 1) {
    for (const spi of spis) {
      const event = Atomics.add(events, spi.raw, 1) + 1;
      lines.pulseSpi(spi);
      waitUntilSeen(seen, spi.raw, event);
    }
  }
}

function trigger(line: IrqLine, { event, threads, rounds, events, seen }: TaskOf<'trigger'>): void {
  for (let round = 1; round <= rounds && goesOn(); round += 1) {
    sleep(SPREAD_MS * Math.random());
    Atomics.add(events, bitOfEvent[event], 1);
    const steps = line.beginTrigger(bitOfEvent[event]);
    for (steps.advance(); steps.next !== undefined; steps.advance()) if (round % 2 === 0) hold();
    for (const each of new Set(threads)) {
      const perRound = threads.filter((other) => other === each).length;
      waitUntilSeen(seen, bitOfEvent[each], perRound * round);
    }
  }
}

function waitUntilSeen(seen: Int32Array, index: number, event: number): void {
  for (let count = Atomics.load(seen, index); count < event && goesOn(); count = Atomics.load(seen, index)) {
    Atomics.wait(seen, index, count, PATIENCE_MS);
  }
}
