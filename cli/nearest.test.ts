import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allEntries } from './explain/entries.js';
import { byName, unknownName } from './nearest.js';

const all = Array.from(new Set(allEntries().map(({ name }) => name)));
const saidOf = (name: string, known: readonly string[] = all): string => unknownName('no', name, known).detail;

void describe('a name that nothing has', () => {
  void it('is taken for a slip only when it is near', () => {
    assert.equal(saidOf('VIRTO-N2'), 'no "VIRTO-N2"; did you mean "VIRTIO-N2"?');
    assert.equal(saidOf('k16'), 'no "k16"; did you mean "K16"?');
    assert.equal(saidOf('VIRTIO-N0'), 'no "VIRTIO-N0"; did you mean "VIRTIO-N1" or "VIRTIO-N2" or "VIRTIO-N3"?');
    assert.doesNotMatch(saidOf('foo'), /did you mean/);
    assert.doesNotMatch(saidOf('qemu', ['impl', 'system']), /did you mean/);
  });

  void it('that is near nothing leads to those that there are, by name, and to where all of them are', () => {
    assert.equal(saidOf('nobody', ['c', 'b', 'a']), 'no "nobody"; there are a, b, c');
    const many = Array.from({ length: 30 }, (_, index) => `name-${String(index).padStart(2, '0')}`);
    assert.match(saidOf('nobody', many), /; there are name-00, .*, name-23, and 6 more$/);
    assert.throws(() => byName('no mutant', 'nobody', { a: 1 }, '`irqline mutants`'), {
      code: 'UNKNOWN_NAME',
      fix: 'All of them are shown by `irqline mutants`.',
    });
  });

  void it('is not one that every object has', () => {
    assert.throws(() => byName('no layer', 'constructor', { gic: 1 }), { code: 'UNKNOWN_NAME' });
    assert.equal(byName('no layer', 'gic', { gic: 1 }), 1);
  });
});
