import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { specificationPath } from '../../spec/quint/index.js';

const guide = readFileSync(fileURLToPath(new URL('../../../docs/reading-guide.md', import.meta.url)), 'utf8');
const specification = readFileSync(specificationPath('gic.qnt'), 'utf8');
const scenes = readFileSync(specificationPath('gic-scenes.qnt'), 'utf8');

interface Transition {
  readonly number: number;
  readonly actions: readonly string[];
  readonly scenes: readonly string[];
}

const names = (cell: string): readonly string[] => [...cell.matchAll(/`(\w+)`/gu)].map(([, name = '']) => name);

const transitions: readonly Transition[] = [...guide.matchAll(/^\| T(\d+) +\|[^|]*\|([^|]*)\|([^|]*)\|$/gmu)].map(
  ([, number, actions = '', told = '']) => ({
    number: Number(number),
    actions: names(actions),
    scenes: names(told),
  }),
);

/** What a run does, up to the next one or the end of its module. */
const scene = (name: string): string =>
  new RegExp(`^ {2}run ${name} =([^]*?)(?=^ {2}(?:run|///) |^\\})`, 'mu').exec(scenes)?.[1] ?? '';

describe('the table of the transitions T1 to T31 in the reading guide', () => {
  it('has them all, in order', () => {
    assert.deepEqual(
      transitions.map(({ number }) => number),
      Array.from({ length: 31 }, (_, at) => at + 1),
    );
  });

  for (const { number, actions, scenes: told } of transitions)
    it(`names actions and runs that there are: T${number}`, () => {
      assert.ok(actions.length > 0 && told.length > 0);
      for (const action of actions) {
        assert.match(specification, new RegExp(`^ {2}action ${action}[ (]`, 'mu'));
        assert.ok(
          told.some((name) => new RegExp(`\\b${action}\\b`, 'u').test(scene(name))),
          `${told.join()} without ${action}`,
        );
      }
      // `quint test` runs what ends in Test, and nothing else.
      for (const name of told) assert.ok(name.endsWith('Test') && scene(name) !== '', name);
    });
});
