import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { layers } from '../../properties/index.js';
import { allEntries, entriesByName } from './entries.js';
import { entriesAsJson, entriesAsText } from './entry.js';

const byName = entriesByName();
const root = new URL('../../../', import.meta.url);
const page = (name: string): string => readFileSync(new URL(name, root), 'utf8');

void describe('what explain knows', () => {
  void it('has each thing once by its name, and loses none', () => {
    assert.equal(Object.values(byName).flat().length, allEntries().length);
    const shown = allEntries().map((entry) => JSON.stringify(entry));
    assert.equal(new Set(shown).size, shown.length);
  });

  for (const { model, properties } of layers) {
    void it(`tells each property of layer ${model.layer} with its own title`, () => {
      for (const { id, title } of properties) {
        const layersAndTitles = byName[id]?.map(({ facts }) => Object.fromEntries(facts));
        assert.ok(
          layersAndTitles?.some((facts) => facts['layer'] === model.layer && facts['says'] === title),
          id,
        );
      }
    });
  }

  void it('prints every layer that has a property', () => {
    const text = entriesAsText('reset-clears', byName['reset-clears'] ?? []);
    assert.deepEqual(text.match(/^ {2}layer .*$/gm), ['  layer      device', '  layer      gic']);
    const { entries } = JSON.parse(entriesAsJson('reset-clears', byName['reset-clears'] ?? [])) as {
      entries: { facts: { layer: string } }[];
    };
    assert.deepEqual(
      entries.map(({ facts }) => facts.layer),
      ['device', 'gic'],
    );
  });

  void it('has every name that the documents speak in', () => {
    const pages = readdirSync(new URL('docs', root)).filter((name) => name.endsWith('.md'));
    const documents = ['README.md', ...pages.map((name) => `docs/${name}`)].map(page);
    const names = documents.flatMap(
      (text) => text.match(/\b(?:[VGK]-?\d+[a-c]?|Q[1-3]|VIRTIO-N\d+|GIC-[TRSI]\w+)\b/g) ?? [],
    );
    assert.ok(new Set(names).size > 80, `${new Set(names).size} names`);
    assert.deepEqual(
      [...new Set(names)].filter((name) => byName[name] === undefined),
      [],
    );
  });

  void it('has what docs/gic.md tables: what may be chosen, and what no run contains', () => {
    const names = [...page('docs/gic.md').matchAll(/^\| `([\w-]+)` /gm)].map(([, name = '']) => name);
    assert.ok(names.includes('levelLatchClearedBy') && names.includes('tie'));
    assert.deepEqual(
      names.filter((name) => byName[name] === undefined),
      [],
    );
  });

  void it('says of each note on a GIC whether it loses interrupts, and how to see it', () => {
    for (const name of ['K1', 'K4', 'K16', 'Q1', 'Q2', 'Q3']) {
      const facts = Object.fromEntries(byName[name]?.[0]?.facts ?? []);
      assert.match(facts['loses interrupts'] ?? '', /^(?:yes|no)/);
      assert.match(facts['see it'] ?? '', /irqline diff|nowhere/);
    }
    assert.match(JSON.stringify(byName['GICD_ICPENDR']), /"GIC-T6"/);
  });

  void it('says something under every heading, and more than the kind', () => {
    for (const { name, kind, facts } of allEntries()) {
      assert.ok(kind !== '' && facts.some(([, text]) => text !== ''), name);
    }
  });
});
