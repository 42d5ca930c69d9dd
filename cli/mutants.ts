import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Language } from '../model/index.js';
import { checkMutants, layers, type MutantResult, type MutantsResult } from '../properties/index.js';
import { pc } from './colour.js';
import { exitCodes } from './exit-codes.js';
import { interruptible } from './interrupt.js';
import { byName } from './nearest.js';
import { wholeNumber } from './options.js';
import { Progress } from './progress.js';
import { count, verdictLines } from './report/verdict.js';
import { wrappedAfter } from './report/wrap.js';

/** `irqline mutants`: real faults, each found by the property of the clause that it breaks. */
export function mutantsCommand(): CommandUnknownOpts {
  return new Command('mutants')
    .description('let the properties find real faults; one that survives fails')
    .option('--layer <name>', `only this layer: ${layers.map(({ model }) => model.layer).join(', ')}`)
    .option('--runs <n>', 'how many runs a fault may take to be found', wholeNumber(1, 1e9), 2000)
    .option('--seed <n>', 'make the same runs again', wholeNumber(-(2 ** 31), 2 ** 32 - 1), 1)
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', '\nExamples:\n  irqline mutants\n  irqline mutants --runs 10000 --seed 7 --json')
    .action(async ({ layer: only, runs, seed, json }) => {
      const kits = Object.fromEntries(layers.map((kit) => [kit.model.layer, kit]));
      const wanted = only === undefined ? layers : [byName('no layer', only, kits)];
      const results = await interruptible(async (signal) => {
        const all: MutantsResult<Language>[] = [];
        for (const kit of wanted) {
          const progress = new Progress(kit.model.layer, 'mutants');
          all.push(await checkMutants(kit, { seed, runs, signal, onMutant: (done, of) => progress.update(done, of) }));
          progress.stop();
        }
        if (signal.aborted) process.exitCode = exitCodes.interrupted;
        return all;
      });
      console.log(json === true ? jsonText(results) : listText(results));
      const survived = results.some((layer) => layer.results.some(({ killed }) => !killed));
      const clean = results.every(({ withoutFault }) => withoutFault.verdict === 'pass');
      if (process.exitCode === undefined) process.exitCode = survived || !clean ? exitCodes.violation : exitCodes.pass;
    });
}

function listText(results: readonly MutantsResult<Language>[]): string {
  const all = results.flatMap((layer) => layer.results);
  const killed = all.filter((result) => result.killed).length;
  return [
    ...all.map(entryOf),
    '',
    'The same properties where there is no fault:',
    ...results.flatMap(({ withoutFault }) => verdictLines(withoutFault)),
    '',
    `${killed} of ${all.length} mutants found`,
  ].join('\n');
}

function entryOf({ mutant: { id, fault, what, killedBy }, killed, runs, steps }: MutantResult<Language>): string {
  const head = wrappedAfter(`${killed ? pc.green('✓') : pc.red('✗')} `, `${pc.bold(id)} (${fault}): ${what}`, 4);
  const found = `found by ${killedBy} after ${count(runs)} ${runs === 1 ? 'run' : 'runs'}, in ${steps} steps`;
  return `${head}\n    ${killed ? found : pc.red(`SURVIVES ${killedBy} in ${count(runs)} runs`)}`;
}

function jsonText(results: readonly MutantsResult<Language>[]): string {
  const layersAsData = results.map(({ layer, results: rows, withoutFault }) => ({
    layer,
    mutants: rows.map(({ mutant: { id, fault, source, what, killedBy }, ...result }) => ({
      id,
      fault,
      source,
      what,
      killedBy,
      ...result,
      elapsedMs: Math.round(result.elapsedMs),
    })),
    withoutFault: withoutFault.verdict,
  }));
  return JSON.stringify({ layers: layersAsData }, null, 2);
}
