import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fakeAdapter } from '../properties/adapter/fake-fault.test.support.js';
import { fieldsOf, misfits, type Field } from './json.test.support.js';
import { WarmIrqline } from './warm.test.support.js';

const page = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');
const recording = (name: string): string =>
  fileURLToPath(new URL(`../../properties/recording/fixtures/${name}.trace`, import.meta.url));

const oneRun = ['--seed', '1', '--runs', '1'];
const choices = { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'onRise' };
const failing = fakeAdapter('reset-keeps-status', { hello: { hides: ['notified'], config: { choices } } });
const babbling = fakeAdapter('impl', { at: 50, do: 'babble' });
const shortRuns = ['--seed', '1', '--runs', '300'];

/** What is run for each section of the page; together the commands of one show every field of it. */
const samples: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '`irqline check`': [
    ['check', ...oneRun],
    ['check', '--mutant', 'ack-zero-throws', '--property', 'nothing-crashes', ...shortRuns],
    ['check', '--adapter', failing, ...shortRuns],
    ['check', '--adapter', babbling, ...shortRuns],
  ],
  '`irqline check --recording`': [
    ['check', '--recording', recording('rng')],
    ['check', '--recording', recording('blk-resize-race')],
  ],
  '`irqline replay`': [['replay', '.irqline/ack-zero-throws-nothing-crashes.json']],
  '`irqline mutants`': [['mutants', '--layer', 'system', '--runs', '1']],
  '`irqline vectors list`': [['vectors', 'list', '--layer', 'system']],
  '`irqline vectors verify`': [['vectors', 'verify', 'emitted', '--mutant', 'vhost-bypasses-the-bit']],
  '`irqline explain`': [['explain', 'K1']],
  '`irqline matrix`': [['matrix', '--profile', 'crosvm']],
  '`irqline matrix --lifecycle`': [['matrix', '--profile', 'crosvm', '--lifecycle', 'save']],
  '`irqline diff`': [['diff', '--against', 'soft-gic', '--rung', '1', ...oneRun]],
  'What could not begin': [
    ['replay', 'missing.json'],
    ['check', '--adapter', 'no-such-program'],
    ['check', '--runs', 'none'],
    ['vectors'],
  ],
};

/** What no command here shows: it takes a KVM or a QEMU, a difference that nobody knows of, vectors that are broken. */
const unseen: Readonly<Record<string, readonly string[]>> = {
  '`irqline diff`': ['host', 'qemu', 'results[].failure', 'ended'],
  '`irqline vectors verify`': ['verified[].failures[].reason'],
};

void describe('docs/json.md', { concurrency: 1 }, () => {
  const warm = new WarmIrqline();
  const directory = mkdtempSync(join(tmpdir(), 'irqline-json-'));
  const sections = new Map(page.split(/^## /m).map((text) => [text.split('\n', 1)[0], fieldsOf(text)]));
  after(async () => {
    await warm.close();
    rmSync(directory, { recursive: true });
  });

  void it('has a table for each command that is tried, and no other', () => {
    const tables = Array.from(sections).filter(([, fields]) => fields.length > 0);
    assert.deepEqual(
      tables.map(([title]) => title),
      Object.keys(samples),
    );
  });

  for (const [title, commands] of Object.entries(samples)) {
    void it(`has the fields of ${title}`, async () => {
      if (title === '`irqline vectors verify`')
        await warm.run(['vectors', 'emit', 'emitted', '--layer', 'system'], directory);
      const fields = sections.get(title) ?? [];
      const seen = new Set<Field>();
      for (const command of commands) {
        const { stdout } = await warm.run([...command, '--json'], directory);
        assert.deepEqual(misfits(JSON.parse(stdout), fields, seen), [], command.join(' '));
      }
      const missed = fields.filter((field) => !seen.has(field)).map(({ path }) => path);
      assert.deepEqual(missed, unseen[title] ?? []);
    });
  }
});

void describe('how output is held against a table', () => {
  const fields = fieldsOf('| `a` | `object[]` | |\n| `a[].b` | `number?` | |\n| `a[].c?` | `string` | |\n');
  const found = (value: unknown): readonly string[] => misfits(value, fields, new Set());

  void it('takes what is there, null where that may be, and nothing where that may be', () => {
    assert.deepEqual(found({ a: [{ b: 1, c: 'x' }, { b: null }] }), []);
  });

  void it('finds what is too much, what is missing, and what is of another type', () => {
    assert.deepEqual(found({ a: [{ b: 1, d: 2 }] }), ['a[].d is in no table']);
    assert.deepEqual(found({ a: [{ c: 'x' }] }), ['a[].b is missing']);
    assert.deepEqual(found({ a: [{ b: '1', c: null }] }), ['a[].b is no number?', 'a[].c is no string']);
    assert.deepEqual(found({ a: {} }), ['a is no object[]']);
  });
});
