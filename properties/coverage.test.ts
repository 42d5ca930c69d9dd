import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clauses, type ClauseId } from '../spec/index.js';
import { clauseCoverage, type ClauseCoverage } from './coverage.js';
import { layers } from './layers.js';
import { waivers, type Waiver } from './waivers.js';

const row = (rows: readonly ClauseCoverage[], id: ClauseId): ClauseCoverage => {
  const found = rows.find((entry) => entry.id === id);
  assert.ok(found !== undefined, id);
  return found;
};

const waiver = (clause: ClauseId): Waiver => ({ clause, reason: 'Because.', scope: 'Elsewhere.' });

void describe('the coverage of the clauses', () => {
  const rows = clauseCoverage();

  void it('has a row for every clause', () => {
    assert.deepEqual(
      rows.map(({ id }) => id),
      Object.keys(clauses),
    );
  });

  void it('leaves no MUST of a layer that is checked without a property or a waiver', () => {
    const layersOf = { 'VIRTIO 1.3': 'device', 'VIRTIO 1.4': 'device', 'IHI 0069': 'gic', KVM: 'gic' } as const;
    const checked = new Set(layers.map(({ model }) => model.layer));
    const uncovered = rows.filter(
      ({ clause, status }) => checked.has(layersOf[clause.source]) && status === 'uncovered',
    );
    assert.deepEqual(
      uncovered.map(({ id }) => id),
      [],
    );
  });

  void it('has no waiver that is not needed, and none twice', () => {
    assert.deepEqual(
      rows.filter(({ staleWaiver }) => staleWaiver !== undefined),
      [],
    );
    assert.equal(new Set(waivers.map(({ clause }) => clause)).size, waivers.length);
  });

  void it('names the rules and properties of a clause', () => {
    const { rules, properties, status } = row(rows, 'VIRTIO-N2');
    assert.deepEqual([rules, properties, status], [['reset'], ['reset-clears', 'agrees-with-the-model'], 'checked']);
  });

  void it('has what the driver of conforming runs keeps, where no property checks it', () => {
    assert.deepEqual([row(rows, 'VIRTIO-N34').status, row(rows, 'VIRTIO-N34').properties], ['kept', []]);
    for (const { id, clause, status } of rows) {
      if (status === 'kept') assert.equal(clause.binds, 'driver', id);
    }
  });

  void it('gives the reason for what is waived or out of scope', () => {
    assert.equal(row(rows, 'VIRTIO-N16').status, 'waived');
    assert.match(row(rows, 'VIRTIO-N16').reason ?? '', /binds the driver/);
    assert.equal(row(rows, 'VIRTIO-N9').status, 'out of scope');
    assert.match(row(rows, 'VIRTIO-N9').reason ?? '', /virtqueue/);
  });
});

void describe('what fails the build', () => {
  void it('is a MUST that loses its properties', () => {
    const without = clauseCoverage([]);
    assert.equal(row(without, 'VIRTIO-N2').status, 'uncovered');
    assert.equal(row(without, 'VIRTIO-N14').status, 'no check needed', 'it is a choice, not a MUST');
  });

  void it('is a MUST that loses its waiver', () => {
    assert.equal(row(clauseCoverage(layers, []), 'VIRTIO-N16').status, 'uncovered');
  });

  void it('is a waiver for a clause that is checked, or out of scope', () => {
    const rows = clauseCoverage(layers, [waiver('VIRTIO-N2'), waiver('VIRTIO-N9'), waiver('VIRTIO-N16')]);
    assert.match(row(rows, 'VIRTIO-N2').staleWaiver ?? '', /a property checks it/);
    assert.match(row(rows, 'VIRTIO-N9').staleWaiver ?? '', /out of scope/);
    assert.equal(row(rows, 'VIRTIO-N16').staleWaiver, undefined);
  });
});
