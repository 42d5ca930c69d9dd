/**
 * Calls, exits, agent commands and interrupts per second where KVM runs, through our backend, by the same calls with
 * nothing between them and koffi (`bare`: no backend over koffi can be faster), and in C: the same loops,
 * alternating in one boot, on the same machine; then actions per second of `irqline diff`, for each rung. Prints JSON;
 * the ratios are medians over the rounds, of neighbours in time, so that a busy machine does not change them much.
 *
 * usage: node dist/bench/kvm.js [rounds] [milliseconds a side] [bookworm|trixie]
 */
import {
  countListRegisters,
  KvmClient,
  diff,
  kvmSubject,
  openKvmHost,
  rungs,
  suites,
  type KvmHost,
} from '../kvm-backend/index.js';
import { startWorker } from '../kvm-backend/host/native.js';
import { IrqlineError } from '../spec/errors.js';
import { LONGEST_LIST } from '../kvm-backend/agent/operations.js';
import type { LoopName } from '../kvm-backend/guest/loops.js';
import type { MeasureRequest, Rates } from '../kvm-backend/guest/measure.js';
import { buildProbe } from './kvm-probe.js';

const [rounds = 5, timeMs = 800] = process.argv.slice(2, 4).map(Number);
const suite = suites.find((known) => known === process.argv[4]) ?? 'trixie';

/** Before a loop's first round: on an emulated core V8 takes seconds until it has compiled what a loop of exits runs through. */
const WARM_UP_MS = 4000;

/** Runs of each rung whose actions are counted. */
const DIFF_RUNS = 20;

/** Those that need no vGIC can be measured on any machine with KVM; `irqLine` takes what x86-64 has in its place. */
const plainLoops = ['checkExtension', 'hasDeviceAttr'] as const satisfies readonly LoopName[];
const vgicLoops = ['irqLine', 'distributorRead', 'oneCommand', 'interrupt'] as const satisfies readonly LoopName[];
const nativeLoops: readonly LoopName[] = process.arch === 'x64' ? [...plainLoops, 'irqLine'] : plainLoops;

console.log(JSON.stringify({ benchmark: 'kvm', rounds, timeMs, hosts: [await nativeIoctls(), await vgic()] }, null, 2));

/** The plain ioctls of this machine's own KVM, or why it has none for us. */
async function nativeIoctls(): Promise<unknown> {
  const host: KvmHost = { client: await KvmClient.connect(startWorker()), kind: 'native' };
  return using(host, async () => {
    try {
      await host.client.request('describe');
    } catch (error) {
      if (error instanceof IrqlineError) return { host: host.kind, skipped: error.message };
      throw error;
    }
    return sides(host, nativeLoops, buildProbe(process.arch === 'arm64' ? 'arm64' : 'x64'));
  });
}

/** Everything, on KVM's own vGICv3. */
async function vgic(): Promise<unknown> {
  const host = await openKvmHost({ host: 'auto', kernel: { suite }, onProgress: (stage) => console.error(stage) });
  return using(host, async () => {
    const compared = await sides(host, [...plainLoops, ...vgicLoops], buildProbe('arm64'));
    const batches: number[] = [];
    for (let round = 0; round < rounds; round += 1) batches.push((await ask(host, { loop: 'batch', timeMs })).ours);
    const batchedCommandsPerSecond = Math.round(LONGEST_LIST * median(batches));
    const oneByOneInC = compared.perSecond['oneCommand']?.c ?? Number.NaN;
    return {
      ...compared,
      batchedCommandsPerSecond,
      batchedCommandsToOneByOneInC: rounded(batchedCommandsPerSecond / oneByOneInC),
      diffActionsPerSecond: await diffActionsPerSecond(host),
    };
  });
}

/** Actions that a diff makes and compares per second, by rung. */
async function diffActionsPerSecond({ client }: KvmHost): Promise<Readonly<Record<string, number>>> {
  const subject = kvmSubject(client, await countListRegisters(client));
  const rates: Record<string, number> = {};
  for (const rung of rungs) {
    const results = await diff([subject], rung, { seed: 1, runs: DIFF_RUNS });
    for (const { verdict, actions, elapsedMs } of results) {
      if (verdict !== 'pass') throw new Error(`rung ${rung.number} does not pass`);
      rates[`rung ${rung.number}`] = Math.round((actions * 1000) / elapsedMs);
    }
  }
  return rates;
}

interface Sides {
  readonly host: KvmHost['kind'];
  readonly kernel: string;
  readonly perSecond: Readonly<Record<string, Required<Rates>>>;
  readonly oursToC: Readonly<Record<string, number>>;
  /** What is possible at best: the bare calls, made through koffi. */
  readonly bareToC: Readonly<Record<string, number>>;
  readonly oursToBare: Readonly<Record<string, number>>;
}

async function sides(host: KvmHost, names: readonly LoopName[], probe: string): Promise<Sides> {
  const seen = new Map<LoopName, Required<Rates>[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [loop, rates] of seen) {
      const warmUpMs = round === 0 ? WARM_UP_MS : timeMs;
      const request = { loop, timeMs, warmUpMs, probe, probeFirst: round % 2 === 1 };
      const { ours, bare = Number.NaN, c = Number.NaN } = await ask(host, request);
      rates.push({ ours, bare, c });
    }
  }
  const each = <T>(of: (rates: readonly Required<Rates>[]) => T): Record<string, T> =>
    Object.fromEntries([...seen].map(([name, rates]) => [name, of(rates)]));
  return {
    host: host.kind,
    kernel: host.client.greeting.kernel,
    perSecond: each((rates) => ({
      ours: Math.round(median(rates.map(({ ours }) => ours))),
      bare: Math.round(median(rates.map(({ bare }) => bare))),
      c: Math.round(median(rates.map(({ c }) => c))),
    })),
    oursToC: each((rates) => rounded(median(rates.map(({ ours, c }) => ours / c)))),
    bareToC: each((rates) => rounded(median(rates.map(({ bare, c }) => bare / c)))),
    oursToBare: each((rates) => rounded(median(rates.map(({ ours, bare }) => ours / bare)))),
  };
}

async function ask({ client }: KvmHost, request: MeasureRequest): Promise<Rates> {
  return client.request('measure', request);
}

async function using<T>({ client }: KvmHost, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await client.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(3));
}
