import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { kvmCallSections, kvmSections } from './kvm.js';
import { fillSections } from './sections.js';

for (const [name, sections] of [
  ['kvm.md', kvmSections()],
  ['kvm-calls.md', kvmCallSections()],
] as const)
  void test(`docs/${name} has the tables of what is known of KVM, as the data has them`, async () => {
    const path = fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
    const page = readFileSync(path, 'utf8');
    const fresh = await format(fillSections(page, sections), { ...(await resolveConfig(path)), parser: 'markdown' });
    assert.equal(page, fresh, 'run `npm run readme`');
  });

void test('a page without a place for a section is refused', () => {
  assert.throws(() => fillSections('# A page\n', { mutants: '' }), /no section mutants/);
});
