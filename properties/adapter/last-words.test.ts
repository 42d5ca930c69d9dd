import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LastWords } from './last-words.js';

void describe('the last words of a program', () => {
  const saying = (from: number, to: number, words = new LastWords()): LastWords => {
    for (let line = from; line <= to; line += 1) words.hear(`line ${line}\n`);
    return words;
  };

  void it('are all that it said, or how that began and how it ended', () => {
    assert.deepEqual(saying(1, 16).text.split('\n').length, 16);
    assert.match(saying(1, 17).text, /^line 1\nline 2\nline 3\nline 4\n… 1 line\nline 6\n[^]*\nline 17$/);
    assert.match(saying(1, 100).text, /\nline 4\n… 84 lines\nline 89\n[^]*\nline 100$/);
    const words = new LastWords();
    for (const line of ['', '  ', 'x'.repeat(1000)]) words.hear(line);
    assert.equal(words.text, 'x'.repeat(200));
  });

  void it('are of what it was asked last, from the moment at which it has answered', () => {
    const words = saying(1, 3);
    words.asked();
    assert.equal(saying(4, 4, words).text, 'line 1\nline 2\nline 3\nline 4', 'they may be of its end');
    words.answered();
    assert.equal(words.text, 'line 4', 'what came after it was asked stays, since two streams have no order');
    words.asked();
    words.answered();
    assert.equal(words.text, '');
  });
});
