import { checkMutants, layers } from '../../properties/index.js';
import { table, type Sections } from './sections.js';

const SEED = 1;
const RUNS = 2000;

/** Those that the README shows: of each layer some, and each found by another property. */
const SHOWN = [
  'reset-keeps-status',
  'read-clears',
  'level-not-resignalled',
  'status-in-two-steps',
  'pulse-in-two-calls',
];

const heads = ['mutant', 'fault', 'what goes wrong', 'where it happened', 'found by', 'after runs', 'in steps'];

/** The table of docs/mutants.md. @throws Error when one survives: the page cannot say that it is found */
export const mutantSections = async (): Promise<Sections> => ({ mutants: table(heads, await mutantRows(() => true)) });

/** The README's, of a few. @throws Error as {@link mutantSections}, or when one is not there */
export async function shownMutantSections(): Promise<Sections> {
  const rows = await mutantRows((id) => SHOWN.includes(id));
  if (rows.length !== SHOWN.length) throw new Error(`the README shows a mutant that is not there: ${SHOWN.join(', ')}`);
  return {
    mutants: table(
      heads.slice(0, -2),
      rows.map((row) => row.slice(0, -2)),
    ),
  };
}

async function mutantRows(isWanted: (id: string) => boolean): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const kit of layers) {
    const wanted = { ...kit, mutants: kit.mutants.filter(({ id }) => isWanted(id)) };
    const { results } = await checkMutants(wanted, { seed: SEED, runs: RUNS });
    for (const { mutant, killed, runs, steps } of results) {
      if (!killed) throw new Error(`${mutant.id} survives: the page cannot say that it is found`);
      const found = [`\`${mutant.killedBy}\``, String(runs), String(steps)];
      rows.push([`\`${mutant.id}\``, mutant.fault, mutant.what, mutant.source, ...found]);
    }
  }
  return rows;
}
