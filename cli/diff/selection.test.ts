import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IrqlineError } from '../../spec/index.js';
import { everything, named, type Selection } from './selection.js';

const namesIn = ({ calls, known, designs, scenarios }: Selection): readonly string[] => [
  ...[...calls, ...known, ...scenarios].map(({ id }) => id),
  ...designs().map(({ names }) => names[0] ?? ''),
];
const all = everything(1);
const designs = all.designs();

void test('each name is of one thing, also as the name of a file', () => {
  const names = [...namesIn({ ...all, designs: () => [] }), ...designs.flatMap((run) => run.names)];
  assert.ok(names.length > 500, `${names.length} names`);
  assert.equal(new Set(names.map((name) => name.replaceAll('/', '-').toLowerCase())).size, names.length);
});

void test('a name chooses what bears it, a call, quirk, divergence, scenario or design, and nothing else', () => {
  const [run] = designs;
  assert.ok(run !== undefined && run.names.length > 1);
  for (const name of ['create', 'K1-edge-call', 'typer-promises-1-of-n', all.scenarios[7]?.id ?? '']) {
    assert.deepEqual(namesIn(named(name, 1)), [name]);
  }
  for (const name of run.names) assert.deepEqual(named(name, 1).designs(), [run]);
});

void test('* stands for anything, and a dot for a dot', () => {
  const chosen = namesIn(named('K1-*', 1));
  assert.deepEqual(chosen, ['K1-edge-call', 'K1-line-forgotten']);
  assert.deepEqual(namesIn(named('*', 1)), namesIn({ ...all, designs: () => designs }));
  for (const same of ['K1-*-*', '*1-edge-cal*', 'K1-*-call*', '**K1**edge**', 'K1-edge-call*']) {
    assert.ok(namesIn(named(same, 1)).includes('K1-edge-call'), same);
  }
  assert.throws(() => named('K1-edge*edge-call', 1), IrqlineError); // no letter counts for two pieces
  assert.throws(() => named(`${'*e'.repeat(40)}*`, 1), IrqlineError);
  for (const part of ['K1.edge.call', 'edge-call', 'K1-edge']) assert.throws(() => named(part, 1), IrqlineError);
});

void test('a name that nothing bears is refused, with the nearest', () => {
  assert.throws(
    () => named('K1-edge-cal', 1),
    (error) =>
      error instanceof IrqlineError &&
      error.code === 'UNKNOWN_NAME' &&
      /did you mean "K1-edge-call"/.test(error.message),
  );
});
