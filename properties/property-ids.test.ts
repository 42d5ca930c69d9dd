import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layers } from './layers.js';
import { propertyIds } from './property-ids.js';

void describe('the ids of properties', () => {
  for (const { model, properties, mutants } of layers) {
    const ids = propertyIds[model.layer] as readonly string[];
    void it(`of layer ${model.layer} are those of its kit, each once`, () => {
      assert.deepEqual(
        properties.map(({ id }) => id),
        ids,
      );
      assert.equal(new Set(ids).size, ids.length);
    });

    void it(`of layer ${model.layer} have those that its mutants are killed by`, () => {
      for (const { id, killedBy } of mutants) assert.ok(ids.includes(killedBy), `${id}: ${killedBy}`);
    });
  }
});
