import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clauseCoverage, layers } from '../properties/index.js';
import { clausePage, coverageFaults } from './clause-page.js';

void describe('the page of the clauses', () => {
  const rows = clauseCoverage();
  const page = clausePage(rows);

  void it('has one line for every clause, and one more for each with a reason', () => {
    for (const { id, reason } of rows) {
      assert.equal(page.split('\n').filter((line) => line.startsWith(`| ${id} |`)).length, 1, id);
      const reasons = page.split('\n').filter((line) => line.startsWith(`- **${id}** is`));
      assert.equal(reasons.length, reason === undefined ? 0 : 1, id);
    }
  });

  void it('quotes no more than 25 words of a standard', () => {
    const quotes = rows.flatMap(({ clause: { quote } }) => (quote === undefined ? [] : [quote]));
    assert.ok(quotes.length >= 16);
    for (const quote of quotes) {
      assert.ok(quote.split(' ').length <= 25, quote);
      assert.ok(page.includes(`<br>“${quote}”`), quote);
    }
  });

  void it('counts what it lists', () => {
    const [, all, ...byStatus] = (/^\| clauses \|.*$/m.exec(page)?.[0] ?? '').split('|').slice(1, -1).map(Number);
    assert.equal(all, rows.length);
    assert.equal(
      byStatus.reduce((sum, count) => sum + count, 0),
      rows.length,
    );
  });
});

void describe('coverageFaults', () => {
  void it('names every MUST that nothing checks, and every waiver that is idle', () => {
    const faults = coverageFaults(clauseCoverage([], []));
    assert.ok(faults.includes('VIRTIO-N2 is a MUST, and has neither a property nor a waiver'));
    assert.ok(!faults.some((fault) => fault.startsWith('VIRTIO-N9 ')), 'out of scope');
    const idle = coverageFaults(clauseCoverage(layers, [{ clause: 'VIRTIO-N1', reason: '', scope: '' }]));
    assert.ok(idle.includes('VIRTIO-N1 has a waiver and needs none: a property checks it'));
  });
});
