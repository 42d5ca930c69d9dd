import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = ['spec', 'model', 'impl', 'properties', 'kvm-backend', 'cli', 'bench', 'tools', 'docs'];
const kinds = 'ts|md|json|S|c|h|qnt|pml|trace|py';

/** Paths of ours from the root on, as text names them; those of other projects have more before them. */
const ours = new RegExp(String.raw`(?<![\w./-])(?:${folders.join('|')})/[\w./-]+\.(?:${kinds})\b`, 'g');

const texts = [...readdirSync(root), ...folders.flatMap((folder) => within(folder))].filter((name) =>
  /\.(ts|md|qnt|pml|py|c|h)$/.test(name),
);

void test('every file of ours that a comment, a source or a page names is there', () => {
  const named = texts.flatMap((name) => {
    const text = readFileSync(`${root}${name}`, 'utf8');
    return Array.from(text.matchAll(ours), ([path]) => ({ name, path }));
  });
  assert.ok(named.some(({ path }) => path === 'impl/line/irq-line.ts'));
  assert.deepEqual(
    named.filter(({ path }) => !existsSync(`${root}${path}`)),
    [],
  );
});

function within(folder: string): readonly string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
}
