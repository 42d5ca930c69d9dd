import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { clauseCoverage } from '../properties/index.js';
import { clausePage, coverageFaults } from './clause-page.js';

/**
 * `node dist/tools/clauses.js` writes docs/clauses.md; with `--check` it writes nothing, and fails when the page is stale or
 * a clause has neither a property nor a reason to have none.
 */
const page = fileURLToPath(new URL('../../docs/clauses.md', import.meta.url));
const rows = clauseCoverage();
const text = await format(clausePage(rows), { ...(await resolveConfig(page)), parser: 'markdown' });

const faults = [...coverageFaults(rows)];
if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  faults.push('docs/clauses.md is stale: run `node dist/tools/clauses.js` and commit what it writes');
}
for (const fault of faults) console.error(`clauses: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
