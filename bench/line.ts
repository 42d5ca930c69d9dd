/**
 * Trigger and ACK pairs per second through IrqLine, beside bare Atomics code that does the same, and beside the two
 * atomic operations on the status word alone. Prints JSON; the ratios are medians over interleaved rounds. All subjects
 * share one process, and the deliveries and GICs with it the same call sites: a program with one of each runs faster.
 *
 * usage: node dist/bench/line.js [rounds] [pairs a round]
 */
import { IrqLine, RecordingGic, spiFromCell, type Gic } from '../impl/index.js';
import { barePairs } from './bare-line.js';

const [rounds = 15, pairs = 200_000] = process.argv.slice(2).map(Number);
const spi = spiFromCell(5);

/** A GIC that does next to nothing, so that what is measured is the line. */
class CountingGic implements Gic {
  signals = 0;
  pulseSpi(): void {
    this.signals += 1;
  }
  setSpiLevel(): void {
    this.signals += 1;
  }
  saveState(): Uint8Array {
    return new Uint8Array();
  }
  restoreState(): void {}
}

function openLine(gic: Gic, delivery: 'edge' | 'level'): IrqLine {
  const line = new IrqLine({ gic, spi, delivery });
  line.open();
  return line;
}

function linePairs(line: IrqLine): (count: number) => void {
  return (count) => {
    for (let pair = 0; pair < count; pair += 1) {
      line.triggerQueue();
      line.ack(line.status);
    }
  };
}

function atomicsPairs(): (count: number) => void {
  const words = new Int32Array(new SharedArrayBuffer(4));
  return (count) => {
    for (let pair = 0; pair < count; pair += 1) {
      Atomics.or(words, 0, 1);
      Atomics.and(words, 0, ~1);
    }
  };
}

function recordedPairs(): (count: number) => void {
  const gic = new RecordingGic();
  const pairsOf = linePairs(openLine(gic, 'edge'));
  return (count) => {
    pairsOf(count);
    gic.take();
  };
}

const subjects: Readonly<Record<string, (count: number) => void>> = {
  atomicsAlone: atomicsPairs(),
  bareEdge: barePairs(new CountingGic(), spi, 'edge'),
  lineEdge: linePairs(openLine(new CountingGic(), 'edge')),
  bareLevel: barePairs(new CountingGic(), spi, 'level'),
  lineLevel: linePairs(openLine(new CountingGic(), 'level')),
  lineEdgeRecording: recordedPairs(),
};

const nanosecondsPerPair = new Map<string, number[]>(Object.keys(subjects).map((name) => [name, []]));
const heapBytes: number[] = [];
for (let round = -2; round < rounds; round += 1) {
  for (const [name, run] of Object.entries(subjects)) {
    const start = process.hrtime.bigint();
    run(pairs);
    const each = Number(process.hrtime.bigint() - start) / pairs;
    // Rounds before 0 warm the compiler up.
    if (round >= 0) nanosecondsPerPair.get(name)?.push(each);
  }
  globalThis.gc?.();
  if (round >= 0) heapBytes.push(process.memoryUsage().heapUsed);
}

const median = (name: string): number => middle(nanosecondsPerPair.get(name) ?? []);
const ratio = (name: string, base: string): number => {
  const [over = [], under = []] = [nanosecondsPerPair.get(name), nanosecondsPerPair.get(base)];
  return Number(middle(over.map((value, index) => value / (under[index] ?? Number.NaN))).toFixed(3));
};

console.log(
  JSON.stringify(
    {
      benchmark: 'line',
      node: process.version,
      arch: process.arch,
      rounds,
      pairsPerRound: pairs,
      nanosecondsPerPair: Object.fromEntries(
        Object.keys(subjects).map((name) => [name, Number(median(name).toFixed(1))]),
      ),
      pairsPerSecond: Object.fromEntries(Object.keys(subjects).map((name) => [name, Math.round(1e9 / median(name))])),
      ratios: {
        lineEdgeToBareEdge: ratio('lineEdge', 'bareEdge'),
        lineLevelToBareLevel: ratio('lineLevel', 'bareLevel'),
        lineEdgeToAtomicsAlone: ratio('lineEdge', 'atomicsAlone'),
        bareEdgeToAtomicsAlone: ratio('bareEdge', 'atomicsAlone'),
      },
      heap: {
        isCollectedBetweenRounds: globalThis.gc !== undefined,
        firstBytes: heapBytes[0],
        lastBytes: heapBytes.at(-1),
      },
    },
    null,
    2,
  ),
);

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
