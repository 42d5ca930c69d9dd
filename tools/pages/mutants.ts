import { checkMutants, layers } from '../../properties/index.js';
import type { Sections } from './sections.js';

const SEED = 1;
const RUNS = 2000;

/** The README's table of mutants. @throws Error when one survives: the page cannot say that it is found */
export async function mutantSections(): Promise<Sections> {
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
  return { mutants: [...head, ...rows].join('\n') };
}
