import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { IrqlineError } from '../spec/index.js';
import { complain } from './complain.js';

/** What a complaint puts on stderr. */
function toldOf(error: unknown): string {
  const printed = mock.method(console, 'error', () => {});
  try {
    complain(error);
    return stripVTControlCharacters(printed.mock.calls.map((call) => String(call.arguments[0])).join('\n'));
  } finally {
    printed.mock.restore();
  }
}

void describe('a complaint', () => {
  const error = new IrqlineError('ADAPTER_MALFORMED', 'view.line is missing\nasked:    {}\nanswered: {}');

  void it('has what happened and its code on the first line, then where, then how to go on', () => {
    assert.equal(
      toldOf(error),
      [
        'irqline: The adapter answered with something that is no answer. [ADAPTER_MALFORMED]',
        '  view.line is missing',
        '  asked:    {}',
        '  answered: {}',
        `  → ${error.fix}`,
      ].join('\n'),
    );
  });

  void it('says how to go on here, where somebody knows it better than the catalogue', () => {
    const nearer = new IrqlineError('FILE_NOT_READABLE', 'a.json (ENOENT)', { fix: 'Write it first.' });
    assert.match(toldOf(nearer), /\n {2}a\.json \(ENOENT\)\n {2}→ Write it first\.$/);
    assert.match(nearer.message, /^a\.json \(ENOENT\): .* Write it first\. \[FILE_NOT_READABLE\]$/);
  });

  void it('is one line each for machines', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      code: 'ADAPTER_MALFORMED',
      detail: 'view.line is missing / asked:    {} / answered: {}',
      fix: error.fix,
    });
  });

  void it('of a fault of ours shows where it is', () => {
    assert.match(toldOf(new Error('of ours')), /^irqline: Error: of ours\n {4}at /);
    assert.equal(toldOf('thrown'), 'irqline: thrown');
  });
});
