import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { IrqlineError } from '../../spec/index.js';
import { apply, damage, everyChange } from '../trace/damage.test.support.js';
import { stored } from './stored.test.support.js';
import { decodeVectors, encodeVectors } from './vector.js';

const schemaOf = (name: string): AnySchema =>
  JSON.parse(readFileSync(new URL(`../../../spec/schemas/${name}.schema.json`, import.meta.url), 'utf8')) as AnySchema;

const schemaAccepts = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, strictTuples: false })
  .addSchema(schemaOf('trace'), 'trace.schema.json')
  .compile(schemaOf('vectors'));

const codecAccepts = (text: string): boolean => {
  try {
    decodeVectors(text);
    return true;
  } catch (error) {
    assert.ok(error instanceof IrqlineError, String(error));
    return false;
  }
};

for (const { layer, vectors, flags, text } of stored) {
  // With a few steps what stands at the head is changed as often as what stands in them.
  const short = vectors.filter(({ steps }) => steps.length <= 8);

  void describe(`vectors.schema.json and vectors of the ${layer} layer`, () => {
    void it('accepts what is published', () => {
      assert.ok(schemaAccepts(JSON.parse(text)), JSON.stringify(schemaAccepts.errors));
    });

    void it('refuses what the codec refuses, whatever stands anywhere before the steps', () => {
      const one = encodeVectors({ flags, vectors: short.slice(0, 1).map((vector) => ({ ...vector, steps: [] })) });
      for (const harm of everyChange(JSON.parse(one))) {
        const json: unknown = JSON.parse(one);
        const key = apply(harm, json);
        assert.equal(
          schemaAccepts(json),
          codecAccepts(JSON.stringify(json)),
          `${JSON.stringify(harm.wrong)} for ${key}`,
        );
      }
    });

    void it('refuses what the codec refuses, whatever is changed, taken away or added anywhere', () => {
      const met = { refused: 0, accepted: 0 };
      fc.assert(
        fc.property(fc.constantFrom(...short), damage, (vector, harm) => {
          const json: unknown = JSON.parse(encodeVectors({ flags: { a: 'b' }, vectors: [vector] }));
          const key = apply(harm, json);
          const accepts = codecAccepts(JSON.stringify(json));
          met[accepts ? 'accepted' : 'refused'] += 1;
          assert.equal(schemaAccepts(json), accepts, `${harm.how} ${key}: ${JSON.stringify(schemaAccepts.errors)}`);
        }),
        { seed: 2, numRuns: 2000 },
      );
      assert.ok(met.refused > 500 && met.accepted > 100, JSON.stringify(met));
    });
  });
}

void describe('a file that is not of this version’s vectors', () => {
  const text = stored[0]?.text ?? '';

  void it('is refused by name', () => {
    const refused = [
      ['{', 'VECTORS_MALFORMED'],
      [text.slice(0, -10), 'VECTORS_MALFORMED'],
      [text.replace('irqline/vectors', 'irqline/trace'), 'VECTORS_MALFORMED'],
      [text.replace('"kind":"write"', '"kind":"wrote"'), 'VECTORS_MALFORMED'],
      ['{ "format": "irqline/vectors", "version": 2 }', 'VECTORS_FROM_THE_FUTURE'],
    ] as const;
    for (const [wrong, code] of refused) assert.throws(() => decodeVectors(wrong), { code });
  });
});
