import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { layers } from '../layers.js';
import { apply, damage, everyChange } from './damage.test.support.js';
import { decodeTrace, encodeTrace } from './trace.js';
import { tracesOf } from './traces.test.support.js';

const schemaFile = new URL('../../../spec/schemas/trace.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as AnySchema & {
  readonly $defs: Readonly<Record<string, { readonly oneOf: readonly ActionSchema[] }>>;
};
const page = readFileSync(new URL('../../../docs/traces.md', import.meta.url), 'utf8');
const schemaAccepts = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  strictTuples: false,
}).compile(schema);

interface ActionSchema {
  readonly properties: { readonly kind: { readonly const?: string; readonly enum?: readonly string[] } };
}

const codecAccepts = (text: string): boolean => {
  try {
    decodeTrace(text);
    return true;
  } catch {
    return false;
  }
};

for (const kit of layers) {
  const { layer } = kit.model;
  // Made once: a run costs much more than a look at its trace.
  const traces = fc.sample(tracesOf(kit), { seed: 1, numRuns: 40 });

  void describe(`trace.schema.json and traces of the ${layer} layer`, () => {
    void it('accepts what the codec accepts, and both give back what was written', () => {
      for (const trace of traces) {
        const text = encodeTrace(trace);
        assert.ok(schemaAccepts(JSON.parse(text)), JSON.stringify(schemaAccepts.errors));
        // fast-check's records have no prototype; JSON evens that out.
        assert.deepEqual(decodeTrace(text), JSON.parse(JSON.stringify(trace)));
      }
    });

    void it('names the kinds of action that there are, and so does the page', () => {
      const met = traces.flatMap(({ steps }) => steps.map(({ action }) => action.kind));
      const named = schema.$defs[`${layer}Action`]?.oneOf.flatMap(
        ({ properties: { kind } }) => kind.enum ?? kind.const,
      );
      assert.deepEqual([...new Set(met)].toSorted(), named?.toSorted());
      const section = page.split(/^## /m).find((text) => text.toLowerCase().startsWith(`the ${layer} layer`)) ?? '';
      assert.deepEqual(
        met.filter((kind) => !section.includes(`\`${kind}\``)),
        [],
      );
    });

    void it('refuses what the codec refuses, whatever stands anywhere before the steps', () => {
      const [trace] = traces;
      assert.ok(trace !== undefined);
      const text = encodeTrace({ ...trace, seed: 1, property: 'reset-clears', steps: [] });
      for (const harm of everyChange(JSON.parse(text))) {
        const json: unknown = JSON.parse(text);
        const key = apply(harm, json);
        assert.equal(
          schemaAccepts(json),
          codecAccepts(JSON.stringify(json)),
          `${JSON.stringify(harm.wrong)} for ${key}`,
        );
      }
    });

    void it('refuses what the codec refuses, whatever is changed, taken away or added anywhere', () => {
      let refused = 0;
      let accepted = 0;
      fc.assert(
        fc.property(fc.constantFrom(...traces), fc.nat(), damage, (trace, from, harm) => {
          const json = JSON.parse(encodeTrace(trace)) as Record<string, unknown>;
          // Few steps, so that what stands at the head is changed as often as what stands in them.
          const first = from % trace.steps.length;
          json['steps'] = (json['steps'] as unknown[]).slice(first, first + 2);
          const key = apply(harm, json);
          const accepts = codecAccepts(JSON.stringify(json));
          if (accepts) accepted += 1;
          else refused += 1;
          assert.equal(schemaAccepts(json), accepts, `${harm.how} ${key}: ${JSON.stringify(schemaAccepts.errors)}`);
        }),
        { seed: 2, numRuns: 1000 },
      );
      assert.ok(refused > 500 && accepted > 50, `both kinds are met: ${refused} refused, ${accepted} accepted`);
    });
  });
}
