/**
 * Writes what the README shows of the program's own results: the table of mutants.
 *
 * usage: node dist/tools/readme.js [--check]      --check fails when the README is stale, and writes nothing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { checkMutants, layers } from '../properties/index.js';

const SEED = 1;
const RUNS = 2000;
const path = fileURLToPath(new URL('../../README.md', import.meta.url));

async function mutantsTable(): Promise<string> {
  const rows: string[] = [];
  for (const kit of layers) {
    const { results } = await checkMutants(kit, { seed: SEED, runs: RUNS });
    for (const { mutant, killed, runs, steps } of results) {
      if (!killed) throw new Error(`${mutant.id} survives: the README cannot say that it is found`);
      rows.push(
        `| \`${mutant.id}\` | ${mutant.fault} | ${mutant.what} | ${mutant.source} | \`${mutant.killedBy}\` | ${runs} | ${steps} |`,
      );
    }
  }
  const head = [
    '| mutant | fault | what goes wrong | where it happened | found by | after runs | in steps |',
    '| --- | --- | --- | --- | --- | --: | --: |',
  ];
  return [...head, ...rows].join('\n');
}

const readme = readFileSync(path, 'utf8');
const table = await mutantsTable();
const filled = readme.replace(
  /(<!-- begin: mutants -->\n)[^]*?(<!-- end: mutants -->)/,
  (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
);
const fresh = await format(filled, { ...(await resolveConfig(path)), parser: 'markdown' });
if (fresh === readme) console.log('README.md is up to date');
else if (process.argv.includes('--check')) {
  console.error('README.md is stale: run npm run readme');
  process.exitCode = 1;
} else {
  writeFileSync(path, fresh);
  console.log('README.md is written');
}
