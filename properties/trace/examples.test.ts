import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { layers } from '../layers.js';
import { ownSubject, subjectByName } from '../subjects.js';
import { replay } from './replay.js';
import { decodeTrace, encodeTrace, kitOf, type Trace } from './trace.js';

const directory = new URL('../../../properties/trace/examples/', import.meta.url);
const files = readdirSync(directory).filter((name) => name.endsWith('.json'));

void describe('the traces that are kept as examples', () => {
  const examples = files.map((file) => {
    const text = readFileSync(new URL(file, directory), 'utf8');
    return { file, text, trace: decodeTrace(text) };
  });

  void it('are there, of every layer', () => {
    assert.ok(files.length >= 8);
    assert.deepEqual(
      new Set(examples.map(({ trace }) => trace.layer)),
      new Set(layers.map(({ model }) => model.layer)),
    );
  });

  for (const { file, text, trace } of examples) {
    void it(`${file} fails on ${trace.subject} as it did, and passes on the implementation`, async () => {
      const onMutant = await replay(trace, mutant(trace));
      assert.equal(onMutant.broken?.property.id, trace.property);
      assert.equal(onMutant.broken?.violation.step, trace.steps.length - 1);
      for (const [index, { actual }] of trace.steps.entries()) {
        assert.ok(isDeepStrictEqual(onMutant.run.actual[index] ?? null, actual), `step ${index}`);
      }
      assert.equal((await replay(trace, ownSubject(kitOf(trace))())).broken, undefined);
    });

    void it(`${file} tells what the model says today`, async () => {
      const { run } = await replay(trace, ownSubject(kitOf(trace))());
      assert.deepEqual(
        trace.steps.map(({ expected }) => expected),
        run.expected,
      );
      assert.deepEqual(JSON.parse(encodeTrace(trace)), JSON.parse(text));
    });
  }
});

function mutant(trace: Trace): Parameters<typeof replay>[1] {
  const make = subjectByName(kitOf(trace))[trace.subject];
  assert.ok(make !== undefined, trace.subject);
  return make();
}
