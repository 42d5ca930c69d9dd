import { spiFromIntId } from '../../impl/index.js';
import { AgentMachine } from '../agent/agent-machine.js';
import type { AgentCommand } from '../agent/operations.js';
import type { Injection } from '../vgic/injection.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import type { Kvm } from '../vm/kvm.js';
import { openGic } from '../agent/driver.js';
import { LineThreads, sharedWords } from './line-threads.js';
import { whileInTime } from './while-in-time.js';

/** Threads that pulse lines of one vGIC while its vCPU takes the interrupts. */
export interface RaceRequest {
  readonly pulses: Injection['pulses'];
  /** The lines of each thread, by INTID; several threads may have the same. */
  readonly threads: readonly (readonly number[])[];
  /** How often each thread pulses each of its lines. */
  readonly rounds: number;
}

/** What became of the events of one line. */
export interface RacedLine {
  readonly intId: number;
  readonly events: number;
  /** How many of them had happened when its interrupt was acknowledged last. */
  readonly seen: number;
  /** Acknowledges: fewer than events where a pulse met one that was still pending. */
  readonly taken: number;
}

const SIZE = { vcpuCount: 1, spiCount: 32 } as const;
const INTIDS = 32 + SIZE.spiCount;
const NONE = 1023;

/** Has threads pulse lines, and takes interrupts until every thread is done and nothing is pending. */
export function race(kvm: Kvm, request: RaceRequest): readonly RacedLine[] {
  const agent = new AgentMachine(kvm, SIZE);
  try {
    return raceOn(agent, request);
  } finally {
    agent.close();
  }
}

function raceOn(agent: AgentMachine, { pulses, threads, rounds }: RaceRequest): readonly RacedLine[] {
  const gic = KvmVgicV3.of(agent.machine, SIZE, { pulses });
  const spis = [...new Set(threads.flat())].map(spiFromIntId);
  agent.run(0, openGic(spis, 'edge'));
  if (pulses === 'irqfd') for (const spi of spis) gic.lines.prepare(spi, 'pulse');
  const [events, seen, taken] = [sharedWords(INTIDS), sharedWords(INTIDS), new Map<number, number>()];
  const { shared } = gic.lines;
  const pulsers = new LineThreads(
    threads.map((intIds) => ({ kind: 'pulse', gic: shared, intIds, rounds, events, seen })),
  );
  try {
    whileInTime(() => {
      const wereDone = pulsers.areDone;
      let count = 0;
      agent.run(0, [{ operation: 'openInterrupts' }], (event) => {
        if (event.kind !== 'taken') return;
        count += 1;
        taken.set(event.intId, (taken.get(event.intId) ?? 0) + 1);
        Atomics.store(seen, event.intId, Atomics.load(events, event.intId));
        Atomics.notify(seen, event.intId);
      });
      return !wereDone || count > 0;
    });
    return spis.map(({ raw }) => ({
      intId: raw,
      events: events[raw] ?? 0,
      seen: seen[raw] ?? 0,
      taken: taken.get(raw) ?? 0,
    }));
  } finally {
    pulsers.close();
  }
}

/** What a thread that waits for resamples does for a line that its device holds high. */
export interface ResampledByThread {
  /** The acknowledges, one after each end. */
  readonly taken: readonly number[];
  /** How often the thread raised the line. */
  readonly raised: number;
}

/** Has a guest take and end the interrupt of a line that is held high, so many times, while a thread raises it again. */
export function resampleByThread(kvm: Kvm, times: number): ResampledByThread {
  const agent = new AgentMachine(kvm, SIZE);
  try {
    return resampleOn(agent, times);
  } finally {
    agent.close();
  }
}

function resampleOn(agent: AgentMachine, times: number): ResampledByThread {
  const gic = KvmVgicV3.of(agent.machine, SIZE, { levels: 'irqfd' });
  const spi = spiFromIntId(48);
  agent.run(0, openGic([spi], 'level'));
  gic.setSpiLevel(spi, true);
  const raised = sharedWords(1);
  const resampler = new LineThreads([{ kind: 'resample', gic: gic.lines.shared, raised }]);
  const acknowledge: AgentCommand = { operation: 'readIAR1' };
  const end: AgentCommand = { operation: 'writeEOIR1', value: spi.raw };
  const taken: number[] = [];
  try {
    whileInTime(() => {
      const [intId = NONE] = agent.run(0, [acknowledge]);
      if (intId === NONE) return !resampler.areDone;
      taken.push(intId);
      agent.run(0, [end]);
      return taken.length < times;
    });
  } finally {
    resampler.close();
  }
  return { taken, raised: raised[0] ?? 0 };
}
