import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { table } from './table.js';
import { textWidth, wrapped, wrappedAfter } from './wrap.js';

const drawn = (...args: Parameters<typeof table>): readonly string[] =>
  stripVTControlCharacters(table(...args)).split('\n');

describe('a table', () => {
  const rows = [
    ['first', 'one two three', '7'],
    ['second-word', 'four', '1,000'],
  ];

  test('is as wide as it has to be, without blanks at the ends, numbers to the right', () => {
    assert.deepEqual(drawn(['name', 'what', 'runs'], rows, 80), [
      'name         what            runs',
      'first        one two three      7',
      'second-word  four           1,000',
    ]);
  });

  test('goes on in the next line where it would be too wide, from the widest column on', () => {
    assert.deepEqual(drawn(['name', 'what', 'runs'], rows, 30), [
      'name         what      runs',
      'first        one two      7',
      '             three',
      'second-word  four     1,000',
    ]);
  });

  test('has one blank between its columns before it is too wide, and cuts no word', () => {
    const lines = drawn(['name', 'what'], [['second-word', 'a b']], 5);
    assert.deepEqual(lines, ['name        what', 'second-word a b']);
  });

  test('has heads of several lines, which end above the cells', () => {
    assert.deepEqual(drawn(['a', 'b\nc'], [['x', '']], 80), ['   b', 'a  c', 'x']);
  });
});

describe('text that is wrapped', () => {
  test('has no more characters a line than there is room, unless one word has', () => {
    assert.equal(wrapped('one two three', 8), 'one two\nthree');
    assert.equal(wrapped('one-long-word two', 8), 'one-long-word\ntwo');
    assert.equal(wrapped('one\n\ntwo', 8), 'one\n\ntwo');
    assert.equal(wrapped('\u001B[31mone\u001B[39m two', 7), '\u001B[31mone\u001B[39m two');
  });

  test('goes on under its own first word, or where it is told', () => {
    const before = process.env['COLUMNS'];
    process.env['COLUMNS'] = '10';
    assert.equal(wrappedAfter('* ', 'one two three'), '* one two\n  three');
    assert.equal(wrappedAfter('* ', 'one two three', 4), '* one\n    two\n    three');
    if (before === undefined) delete process.env['COLUMNS'];
    else process.env['COLUMNS'] = before;
  });

  test('is as wide as COLUMNS says, and never wider than 120', () => {
    const before = process.env['COLUMNS'];
    const at = (columns: string): number => {
      process.env['COLUMNS'] = columns;
      return textWidth();
    };
    assert.deepEqual([at('80'), at('400')], [80, 120]);
    assert.equal(at('none'), at(''));
    if (before === undefined) delete process.env['COLUMNS'];
    else process.env['COLUMNS'] = before;
  });
});
