import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { architectureGic, kvmGic, qemuGic, unpredictable, type GicBehaviour } from '../../model/index.js';

const page = readFileSync(new URL('../../../docs/gic.md', import.meta.url), 'utf8');

void it('docs/gic.md names every parameter of a GIC with the choices of all three', () => {
  const kinds = [architectureGic, kvmGic, qemuGic];
  const parameters = [...(Object.keys(architectureGic) as (keyof GicBehaviour)[]), 'listRegisters'] as const;
  for (const parameter of parameters) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${parameter}\` `));
    assert.ok(row !== undefined, `${parameter} is missing`);
    if (parameter === 'reset' || parameter === 'listRegisters') continue;
    const cells = row.split('|').slice(3, 6);
    for (const [index, kind] of kinds.entries()) {
      assert.equal(cells[index]?.trim().split(' ')[0], String(kind[parameter]), `${parameter}, column ${index + 1}`);
    }
  }
});

void it('docs/gic.md lists all that is UNPREDICTABLE, and nothing else', () => {
  const section = page.slice(page.indexOf('## What is UNPREDICTABLE'), page.indexOf('## SoftGic'));
  const listed = [...section.matchAll(/^\| `([a-z0-9-]+)` +\|/gmu)].map(([, id]) => id);
  assert.deepEqual(
    listed,
    unpredictable.map(({ id }) => id),
  );
});
