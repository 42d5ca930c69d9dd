import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { bundleOf, MANIFEST, namesIn, openBundle, type Bundle } from './bundle.js';
import { stored } from './stored.test.support.js';

const all = stored.flatMap(({ vectors }) => vectors);
const schemas: Bundle = new Map([['a.schema.json', '{}\n']]);

void describe('a directory of vectors', () => {
  const bundle = bundleOf(all, schemas, '1.2.3');
  const { manifest, vectors } = openBundle(bundle);

  void it('gives back what was put into it, and is the same each time', () => {
    assert.deepEqual(vectors, all);
    assert.deepEqual(bundleOf(all, schemas, '1.2.3'), bundle);
    assert.deepEqual([...bundle.keys()], namesIn(manifest));
  });

  void it('has a manifest that counts, and names every file by its size and hash', () => {
    assert.equal(manifest.irqline, '1.2.3');
    assert.equal(manifest.vectors, all.length);
    assert.equal(
      manifest.faults,
      stored.reduce((sum, { kit }) => sum + kit.mutants.length, 0),
    );
    assert.ok(manifest.clauses > 49);
    assert.equal(
      manifest.files.reduce((sum, file) => sum + file.vectors, 0),
      all.length,
    );
    for (const { name, bytes, sha256 } of [...manifest.files, ...manifest.schemas]) {
      const text = Buffer.from(bundle.get(name) ?? '');
      assert.deepEqual([text.length, createHash('sha256').update(text).digest('hex')], [bytes, sha256]);
    }
  });

  void it('has no file for a layer of which there is nothing', () => {
    const system = all.filter(({ layer }) => layer === 'system');
    assert.deepEqual([...bundleOf(system, new Map(), '1').keys()], [MANIFEST, 'system.json']);
  });

  void it('is refused when a file is missing or another one, or the manifest is none', () => {
    const without = (name: string): Bundle => new Map([...bundle].filter(([other]) => other !== name));
    const changed = (name: string, change: (text: string) => string): Bundle =>
      new Map([...bundle, [name, change(bundle.get(name) ?? '')]]);
    const refused = [
      [without(MANIFEST), 'VECTORS_CHANGED'],
      [without('gic.json'), 'VECTORS_CHANGED'],
      [changed('gic.json', (text) => text.replace('"pending":true', '"pending":false')), 'VECTORS_CHANGED'],
      [changed('a.schema.json', (text) => `${text}\n`), 'VECTORS_CHANGED'],
      [changed(MANIFEST, (text) => text.slice(1)), 'VECTORS_MALFORMED'],
      [changed(MANIFEST, (text) => text.replace('"files"', '"flies"')), 'VECTORS_MALFORMED'],
      [changed(MANIFEST, (text) => text.replace('"version": 1', '"version": 2')), 'VECTORS_FROM_THE_FUTURE'],
    ] as const;
    for (const [wrong, code] of refused) assert.throws(() => openBundle(wrong), { code });
  });
});
