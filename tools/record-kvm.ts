/**
 * Records runs on KVM's own vGICv3 for the specification of the GIC to accept: the documented quirks, and generated runs
 * with one SPI and with two. Writes tools/spec/recordings/; boots the emulated host unless this machine has KVM on arm64.
 *
 * usage: node dist/tools/record-kvm.js [SUITE ...]      the kernels of these Debian releases; of all if none is named
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openKvmHost, quirks, suites, type KvmClient, type Suite } from '../kvm-backend/index.js';
import { runOf } from '../kvm-backend/diff/documented.js';
import { runOnKvm } from '../kvm-backend/diff/rung.js';
import { rungOf } from '../kvm-backend/diff/rungs.js';
import type { Seen } from '../kvm-backend/diff/seen.js';
import type { RunReply } from '../kvm-backend/guest/run.js';
import { encodeTrace, decodeTrace, type Trace } from '../properties/index.js';
import type { GicAction } from '../model/index.js';
import type { GicRun } from '../properties/kvm/new-vm.js';
import { IrqlineError } from '../spec/index.js';
import { isSpecified } from './spec/recorded-instance.js';
import { setUp } from './spec/gic-map.js';
import { sampleSpecifiedRuns, specifiedConfig } from './spec/recorded-runs.js';

const SEED = 1;
const root = fileURLToPath(new URL('../../tools/spec/recordings/', import.meta.url));

interface NamedRun {
  readonly name: string;
  readonly seed?: number;
  readonly run: GicRun;
}

const generated = (name: string, intIds: readonly number[], count: number): readonly NamedRun[] =>
  sampleSpecifiedRuns(intIds, SEED, count).map((run, at) => ({ name: `${name}-${at + 1}`, seed: SEED, run }));

/** Told, since it hardly comes about: what becomes active while its route names nobody is offered to nobody. */
const activeWithoutRoute: readonly GicAction[] = [
  ...setUp([48]),
  { kind: 'writeRoute', intId: 48, route: 1 },
  { kind: 'pulse', pe: 0, intId: 48 },
  { kind: 'writeActive', pe: 0, intId: 48, active: true },
  { kind: 'writeRoute', intId: 48, route: 0 },
  { kind: 'writeActive', pe: 0, intId: 48, active: false },
  { kind: 'acknowledge', pe: 0 },
  { kind: 'pulse', pe: 0, intId: 48 },
  { kind: 'acknowledge', pe: 0 },
];

const runs: readonly NamedRun[] = [
  { name: 'active-without-route', run: { config: specifiedConfig, actions: activeWithoutRoute } },
  ...quirks
    .map((quirk) => ({ name: `quirk-${quirk.id}`, run: runOf(quirk) }))
    .filter(({ run }) => isSpecified(run.config, run.actions)),
  ...generated('one-spi', [48], 5),
  ...generated('two-spis', [62, 63], 5),
];

async function record(client: KvmClient, { name, seed, run }: NamedRun): Promise<Trace> {
  const [reply] = (await runOnKvm(client, rungOf(2), [run])) as readonly RunReply<Seen>[];
  if (reply?.crash !== undefined || reply?.outcomes.length !== run.actions.length)
    throw new IrqlineError('KVM_HOST_REFUSED', `${name}: ${reply?.crash ?? 'no answer'}`);
  const steps = run.actions.map((action, at) => ({ action, actual: reply.outcomes[at] ?? null }));
  return { layer: 'gic', subject: 'kvm', ...(seed === undefined ? {} : { seed }), config: run.config, steps };
}

/** As any trace, but a step a line. */
function compact(trace: Trace): string {
  const { steps, ...head } = JSON.parse(encodeTrace(trace)) as { steps: readonly unknown[] };
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  const text = `${JSON.stringify(head).slice(0, -1)},"steps":[\n${lines}\n]}\n`;
  decodeTrace(text);
  return text;
}

async function recordAll(suite: Suite): Promise<void> {
  const host = await openKvmHost({ host: 'auto', kernel: { suite }, onProgress: (stage) => console.error(stage) });
  try {
    const folder = join(root, suite);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const named of runs) {
      const trace = await record(host.client, named);
      writeFileSync(join(folder, `${named.name}.json`), compact(trace));
      console.log(`${suite}, Linux ${host.client.greeting.kernel}: ${named.name}, ${trace.steps.length} steps`);
    }
  } finally {
    await host.client.close();
  }
}

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !suites.some((suite) => suite === name));
if (unknown !== undefined) throw new Error(`no kernel ${unknown}; there are ${suites.join(', ')}`);
for (const suite of suites) if (asked.length === 0 || asked.includes(suite)) await recordAll(suite);
