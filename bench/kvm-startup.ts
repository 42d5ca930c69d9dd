/**
 * Seconds from nothing, and with a warm cache, until KVM's first verdicts on the emulated host: until it answers, until
 * every documented refusal is compared, and until the first generated run of the first two rungs is. Prints JSON. From nothing
 * means an empty cache folder: the time has the network's in it.
 *
 * usage: node dist/bench/kvm-startup.js [warm starts] [bookworm|trixie]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkContractOn, diff, kvmSubject, openKvmHost, rungs, suites } from '../kvm-backend/index.js';

const warmStarts = Number(process.argv[2] ?? 3);
const suite = suites.find((known) => known === process.argv[3]) ?? 'trixie';

const cache = mkdtempSync(join(tmpdir(), 'irqline-startup-'));
process.env['XDG_CACHE_HOME'] = cache;
try {
  const fromNothing = await start();
  const warm = [];
  for (let index = 0; index < warmStarts; index += 1) warm.push(await start());
  const loadAverage = loadavg()[0];
  console.log(JSON.stringify({ benchmark: 'kvm-startup', suite, loadAverage, fromNothing, warm }, null, 2));
} finally {
  rmSync(cache, { recursive: true, force: true });
}

/** Seconds since the start, by what was reached. */
async function start(): Promise<Readonly<Record<string, number>>> {
  const begin = performance.now();
  const reached: Record<string, number> = {};
  const mark = (what: string): void => {
    reached[what] = Number(((performance.now() - begin) / 1000).toFixed(1));
  };
  const { client } = await openKvmHost({ host: 'emulated', kernel: { suite }, onProgress: mark });
  try {
    mark('it answers');
    await checkContractOn(client);
    mark('documented refusals compared');
    for (const rung of rungs.slice(0, 2)) {
      const results = await diff([kvmSubject(client)], rung, { seed: 1, runs: 1 });
      if (results.some(({ verdict }) => verdict !== 'pass')) throw new Error(`rung ${rung.number} does not pass`);
      mark(`first run of rung ${rung.number} compared`);
    }
    return reached;
  } finally {
    await client.close();
  }
}
