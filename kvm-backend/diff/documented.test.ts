import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { divergences } from './divergences.js';
import { quirks } from './quirks.js';

void test('docs/kvm.md tells of every quirk and divergence, whether it can lose an interrupt, and of no other', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/kvm.md', import.meta.url)), 'utf8');
  const rows = [...page.matchAll(/^\| `([^`]+)` +\|.*\| (yes|no) +\|$/gm)].map(([, id, loses]) => `${id} ${loses}`);
  const data = [...quirks, ...divergences].map(({ id, losesInterrupts }) => `${id} ${losesInterrupts ? 'yes' : 'no'}`);
  assert.deepEqual(rows.sort(), data.sort());
});
