import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { deviceKit } from '../device/kit.js';
import { implementation } from '../device/implementation.js';
import { drive } from '../engine/drive.js';
import { decodeTrace, encodeTrace, type Trace } from './trace.js';

const schemaFile = new URL('../../../spec/schemas/trace.schema.json', import.meta.url);
const schemaAccepts = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  strictTuples: false,
}).compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as AnySchema);

const codecAccepts = (text: string): boolean => {
  try {
    decodeTrace(text);
    return true;
  } catch {
    return false;
  }
};

/** Traces as they are written: with and without what is optional, and with a subject that could not go on. */
const traces: fc.Arbitrary<Trace> = deviceKit.config.chain((config) =>
  fc
    .record({
      actions: deviceKit.actions(config),
      seed: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), { nil: undefined }),
      property: fc.option(fc.constant('reset-clears'), { nil: undefined }),
      detail: fc.constantFrom('actions alone', 'expected', 'actual', 'crashed'),
    })
    .map(({ actions, seed, property, detail }): Trace => {
      const run = drive(deviceKit.model, implementation(), config, actions);
      const steps = actions.map((action, index) => {
        const [expected, actual] = [run.expected[index], run.actual[index]];
        if (expected === undefined || actual === undefined || detail === 'actions alone') return { action };
        if (detail === 'expected') return { action, expected };
        return { action, expected, actual: detail === 'crashed' && index === actions.length - 1 ? null : actual };
      });
      return {
        layer: 'device',
        subject: 'impl',
        config,
        steps,
        ...(seed === undefined ? {} : { seed }),
        ...(property === undefined ? {} : { property }),
      };
    }),
);

/** What may stand where something else belongs: values at the edges of every range, and of every other kind. */
const wrongValue = fc.constantFrom<unknown>(
  null,
  true,
  '',
  'device',
  'read',
  'level',
  'fatalError',
  'GIC_REFUSED',
  [],
  [1, 2, 3],
  {},
  { kind: 'fatalError' },
  { kind: 'nothing' },
  0,
  1,
  2,
  3,
  8,
  32,
  -1,
  0.5,
  255,
  256,
  1023,
  1024,
  32768,
  32769,
  2 ** 32 - 1,
  2 ** 32,
  -(2 ** 31) - 1,
);

type Place = { readonly holder: Record<string, unknown> | unknown[]; readonly key: string };

/** Every place of a value that something else can be put into. */
function placesOf(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

void describe('trace.schema.json', () => {
  void it('accepts what the codec accepts, and both give back what was written', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const text = encodeTrace(trace);
        assert.ok(schemaAccepts(JSON.parse(text)), JSON.stringify(schemaAccepts.errors));
        // fast-check's records have no prototype; JSON evens that out.
        assert.deepEqual(decodeTrace(text), JSON.parse(JSON.stringify(trace)));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  void it('refuses what the codec refuses, whatever is changed, taken away or added anywhere', () => {
    let refused = 0;
    let accepted = 0;
    fc.assert(
      fc.property(traces, fc.nat(), wrongValue, fc.constantFrom('change', 'remove', 'add'), (trace, at, wrong, how) => {
        const json = JSON.parse(encodeTrace(trace)) as Record<string, unknown>;
        // Few steps, so that what stands at the head is changed as often as what stands in them.
        json['steps'] = (json['steps'] as unknown[]).slice(-2);
        const places = placesOf(json);
        const place = places[at % places.length];
        if (place === undefined) return;
        damage(place, how, wrong);
        const accepts = codecAccepts(JSON.stringify(json));
        if (accepts) accepted += 1;
        else refused += 1;
        assert.equal(schemaAccepts(json), accepts, `${how} ${place.key}: ${JSON.stringify(schemaAccepts.errors)}`);
      }),
      { seed: 2, numRuns: 1500 },
    );
    assert.ok(refused > 500 && accepted > 100, `both kinds are met: ${refused} refused, ${accepted} accepted`);
  });
});

function damage({ holder, key }: Place, how: string, wrong: unknown): void {
  if (Array.isArray(holder)) {
    if (how === 'change') holder[Number(key)] = wrong;
    else if (how === 'remove') holder.splice(Number(key), 1);
    else holder.push(wrong);
  } else if (how === 'change') holder[key] = wrong;
  else if (how === 'remove') delete holder[key];
  else holder['somethingElse'] = wrong;
}
