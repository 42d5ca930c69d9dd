import type { GicWires } from '../../impl/index.js';
import type { AgentCommand } from '../agent/operations.js';
import type { Kvm } from '../vm/kvm.js';
import { bitOfEvent, type DeviceEvent } from './device-event.js';
import { withDevice, type DeviceWiring, type WiredDevice } from './device.js';
import { hasLatch, isActive, isLineHigh } from './inspect.js';
import { LineThreads, sharedWords } from './line-threads.js';
import { hold, sleep } from './sleep.js';
import { WatchedHandler } from './watched-handler.js';
import { whileInTime } from './while-in-time.js';

/** Threads that signal for one device, each through a line of its own over the same words, while the guest takes interrupts. */
export interface ThreadedRequest extends DeviceWiring {
  /** What each thread signals, once a round; the next round begins when the guest has serviced all of this one. */
  readonly threads: readonly DeviceEvent[];
  readonly rounds: number;
}

type Counts = Readonly<Record<DeviceEvent, number>>;

/** What became of their events. */
export interface ThreadedDelivery {
  readonly events: Counts;
  /** How many of them had happened when the guest serviced one of their kind last. */
  readonly seen: Counts;
  /** What the guest's handler did. */
  readonly handler: Pick<WatchedHandler, 'taken' | 'serviced' | 'overtaken'>;
  /** How often the line was raised again after an end of interrupt. */
  readonly raised: number;
  /** How things stand when all threads are done, and no interrupt has come for a while. */
  readonly left: {
    readonly status: number;
    readonly isPending: boolean;
    readonly isActive: boolean;
    readonly isHigh: boolean;
  };
}

/** Before Linux 5.9 an irqfd signals from a kernel thread, some time after the write to it; this many milliseconds are long enough. */
const QUIET_RUNS = 50;
/** Interrupts for an event, of which one is enough. */
const STORM = 4;
/** The vCPU stays in the guest for a while, so that signals also meet it there. */
const openOften = Array.from({ length: 64 }, (): AgentCommand => ({ operation: 'openInterrupts' }));
const bits = Object.values(bitOfEvent);
const WORDS = 1 + Math.max(...bits);

/** Has threads signal, and takes interrupts until all threads are done and none has come for a while. */
export function deliverFromThreads(kvm: Kvm, request: ThreadedRequest): ThreadedDelivery {
  return withDevice(kvm, request, (device) => deliverOn(device, request), slowToLower);
}

/** The wires to a GIC to which a level that falls takes its time, so that it meets those that rise meanwhile. */
const slowToLower = (gic: GicWires): GicWires => ({
  pulseSpi: (spi) => gic.pulseSpi(spi),
  setSpiLevel: (spi, level) => {
    if (!level) hold();
    gic.setSpiLevel(spi, level);
  },
});

function deliverOn(device: WiredDevice, { delivery, injection, threads, rounds }: ThreadedRequest): ThreadedDelivery {
  const { agent, gic, line, transport } = device;
  if (delivery === 'edge' && injection.pulses === 'irqfd') gic.lines.prepare(line.spi, 'pulse');
  const [events, seen] = [sharedWords(WORDS), sharedWords(WORDS)];
  const handler = new WatchedHandler(transport, STORM * threads.length * rounds, {
    count: () => bits.reduce((sum, bit) => sum + Atomics.load(events, bit), 0),
    service: (serviced) => {
      for (const bit of bits.filter((each) => (serviced & each) !== 0)) {
        Atomics.store(seen, bit, Atomics.load(events, bit));
        Atomics.notify(seen, bit);
      }
    },
  });
  agent.connect(handler);
  const task = { kind: 'trigger', gic: gic.lines.shared, line: line.share(), threads, rounds, events, seen } as const;
  const signallers = new LineThreads(threads.map((event) => ({ ...task, event })));
  try {
    const raised = takeAll(device, handler, signallers);
    const { taken, serviced, overtaken } = handler;
    const counts = { events: countsIn(events), seen: countsIn(seen) };
    return { ...counts, handler: { taken, serviced, overtaken }, raised, left: whatIsLeft(device) };
  } finally {
    signallers.close();
  }
}

/** @returns how often the line was raised again */
function takeAll({ agent, gic }: WiredDevice, handler: WatchedHandler, signallers: LineThreads): number {
  let [raised, quietRuns] = [0, 0];
  whileInTime(() => {
    const [takenBefore, wereDone] = [handler.taken, signallers.areDone];
    agent.run(0, openOften, (event) => handler.hear(event));
    raised += gic.resample().length;
    quietRuns = wereDone && handler.taken === takenBefore ? quietRuns + 1 : 0;
    if (quietRuns > 0) sleep(1);
    return quietRuns < QUIET_RUNS;
  });
  return raised;
}

function whatIsLeft({ gic: { device }, line: { spi, status } }: WiredDevice): ThreadedDelivery['left'] {
  return { status, isPending: hasLatch(device, spi), isActive: isActive(device, spi), isHigh: isLineHigh(device, spi) };
}

function countsIn(words: Int32Array): Counts {
  const { queue, config } = bitOfEvent;
  return { queue: words[queue] ?? 0, config: words[config] ?? 0 };
}
