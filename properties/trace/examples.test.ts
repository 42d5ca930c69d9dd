import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { subjectByName } from '../subjects.js';
import { replay } from './replay.js';
import { decodeTrace, encodeTrace, kitOf, type Trace } from './trace.js';

const directory = new URL('../../../properties/trace/examples/', import.meta.url);
const files = readdirSync(directory).filter((name) => name.endsWith('.json'));

void describe('the traces that are kept as examples', () => {
  void it('are there', () => assert.ok(files.length >= 6));

  for (const file of files) {
    const text = readFileSync(new URL(file, directory), 'utf8');
    const trace = decodeTrace(text);

    void it(`${file} fails on ${trace.subject} as it did, and passes on the implementation`, () => {
      const onMutant = replay(trace, subject(trace, trace.subject));
      assert.equal(onMutant.broken?.property.id, trace.property);
      assert.equal(onMutant.broken?.violation.step, trace.steps.length - 1);
      for (const [index, { actual }] of trace.steps.entries()) {
        assert.ok(isDeepStrictEqual(onMutant.run.actual[index] ?? null, actual), `step ${index}`);
      }
      assert.equal(replay(trace, subject(trace, 'impl')).broken, undefined);
    });

    void it(`${file} tells what the model says today`, () => {
      const { run } = replay(trace, subject(trace, 'impl'));
      assert.deepEqual(
        trace.steps.map(({ expected }) => expected),
        run.expected,
      );
      assert.deepEqual(JSON.parse(encodeTrace(trace)), JSON.parse(text));
    });
  }
});

function subject(trace: Trace, name: string): Parameters<typeof replay>[1] {
  const make = subjectByName(kitOf(trace))[name];
  assert.ok(make !== undefined, name);
  return make();
}
