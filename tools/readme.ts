/**
 * Writes what the README and docs/ show of the program's own results and data: the tables of mutants, that of the contributed
 * reports, and those of what is known of KVM and of QEMU.
 *
 * usage: node dist/tools/readme.js [--check] [part...]
 *   --check fails when a page is stale, and writes nothing; parts are kvm, calls, qemu, reports, faults and mutants, all unless named
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { kvmCallSections, kvmSections } from './pages/kvm.js';
import { mutantSections, shownMutantSections } from './pages/mutants.js';
import { qemuSections } from './pages/qemu.js';
import { reportSections } from './pages/reports.js';
import { fillSections, type Sections } from './pages/sections.js';

async function write(name: string, sections: Sections): Promise<void> {
  const path = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const page = readFileSync(path, 'utf8');
  const fresh = await format(fillSections(page, sections), { ...(await resolveConfig(path)), parser: 'markdown' });
  if (fresh === page) console.log(`${name} is up to date`);
  else if (process.argv.includes('--check')) {
    console.error(`${name} is stale: run npm run readme`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, fresh);
    console.log(`${name} is written`);
  }
}

const parts = {
  kvm: ['docs/kvm.md', kvmSections],
  calls: ['docs/kvm-calls.md', kvmCallSections],
  qemu: ['docs/qemu.md', qemuSections],
  reports: ['README.md', reportSections],
  faults: ['README.md', shownMutantSections],
  mutants: ['docs/mutants.md', mutantSections],
} as const;
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
for (const [name, [page, sections]] of Object.entries(parts)) {
  if (named.length === 0 || named.includes(name)) await write(page, await sections());
}
