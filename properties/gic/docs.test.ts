import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { notes } from '../../kvm-backend/notes.js';
import { architectureGic, kvmGic, qemuGic, unpredictable, type GicBehaviour } from '../../model/index.js';

const page = readFileSync(new URL('../../../docs/gic.md', import.meta.url), 'utf8');

void it('docs/gic.md names every parameter of a GIC with the choices of all three', () => {
  const kinds = [architectureGic, kvmGic, qemuGic];
  const parameters = [
    ...(Object.keys(architectureGic) as (keyof GicBehaviour)[]),
    'listRegisters',
    'unspecified',
  ] as const;
  for (const parameter of parameters) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${parameter}\` `));
    assert.ok(row !== undefined, `${parameter} is missing`);
    if (parameter === 'reset' || parameter === 'listRegisters' || parameter === 'unspecified') continue;
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

void it('docs/gic.md says of every quirk which parameters or actions it is, by names that there are', () => {
  const section = page.slice(page.indexOf('## The quirks of KVM'), page.indexOf('## What is UNPREDICTABLE'));
  const rows = section.split('\n').flatMap((line) => {
    const [, quirk = '', , where = ''] = line.split('|').map((cell) => cell.trim());
    return /^[KQ]\d/u.test(quirk)
      ? [{ quirk, names: [...where.matchAll(/`(\w+)`/gu)].map(([, name]) => name ?? '') }]
      : [];
  });
  assert.deepEqual(
    rows.map(({ quirk }) => quirk),
    [...Object.keys(notes), 'Q1', 'Q2', 'Q3'],
  );
  const parameters = [...Object.keys(architectureGic), 'listRegisters', 'count', 'tracksOverflow'];
  const known = new Set([...parameters, ...kindsOfAction(), 'isPending']);
  for (const { quirk, names } of rows) {
    for (const name of names) assert.ok(known.has(name), `${quirk}: ${name}`);
  }
});

/** The kinds of action of the GIC layer, as the schema of traces names them; another test holds it to the codec. */
function kindsOfAction(): readonly string[] {
  const schema = JSON.parse(
    readFileSync(new URL('../../../spec/schemas/trace.schema.json', import.meta.url), 'utf8'),
  ) as { $defs: { gicAction: { oneOf: { properties: { kind: { const?: string; enum?: string[] } } }[] } } };
  return schema.$defs.gicAction.oneOf.flatMap(({ properties: { kind } }) => kind.enum ?? [kind.const ?? '']);
}
