/**
 * Actions per second of `check`, end to end: generating, model, implementation, every property. Prints JSON. The rate is
 * over the processor time that the process used, so that a busy machine does not change it much; the heap is measured
 * between equal shares of the run, and has to stay where it is.
 *
 * usage: node --expose-gc dist/bench/check.js [runs a share] [shares]
 */
import { check, layers, ownSubject } from '../properties/index.js';

const [runsPerShare = 1000, shares = 6] = process.argv.slice(2).map(Number);

const results = [];
for (const kit of layers) {
  const heapBytes: number[] = [];
  let actions = 0;
  const start = process.cpuUsage();
  for (let share = 0; share < shares; share += 1) {
    const result = await check(kit, ownSubject(kit), { seed: 1 + share * runsPerShare, runs: runsPerShare });
    if (result.verdict === 'fail') throw new Error(`${kit.model.layer} fails: there is nothing to measure`);
    actions += result.actions;
    globalThis.gc?.();
    heapBytes.push(process.memoryUsage().heapUsed);
  }
  const { user, system } = process.cpuUsage(start);
  results.push({
    layer: kit.model.layer,
    runs: runsPerShare * shares,
    actions,
    actionsPerProcessorSecond: Math.round(actions / ((user + system) / 1e6)),
    heap: {
      isCollectedBetweenShares: globalThis.gc !== undefined,
      firstBytes: heapBytes[0],
      lastBytes: heapBytes.at(-1),
      lastToFirst: Number(((heapBytes.at(-1) ?? 0) / (heapBytes[0] ?? 1)).toFixed(3)),
    },
  });
}
console.log(JSON.stringify({ benchmark: 'check', node: process.version, arch: process.arch, results }, null, 2));
