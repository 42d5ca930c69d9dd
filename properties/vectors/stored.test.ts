import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { architectureGic, kvmGic, qemuGic, predict, type GicBehaviour, type GicConfig } from '../../model/index.js';
import { clauseCoverage } from '../coverage.js';
import { interruptScenarios } from '../gic/scenarios/names.js';
import { same } from '../same.js';
import { ownSubject } from '../subjects.js';
import { choices } from './choices.js';
import { flagNotes, flagsOf } from './flags.js';
import { stored } from './stored.test.support.js';
import { encodeVectors, type Vector } from './vector.js';
import { verifyOn, verifyOnModel } from './verify.js';

const all: readonly Vector[] = stored.flatMap(({ vectors }) => vectors);
const actionsOf = ({ steps }: Vector) => steps.map(({ action }) => action);

void describe('the published vectors', () => {
  void it('are few and small, and each has a name of its own', () => {
    assert.ok(all.length > 200 && all.length < 400, `${all.length}`);
    assert.ok(stored.reduce((bytes, { text }) => bytes + Buffer.byteLength(text), 0) < 2e6);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    for (const { layer, vectors } of stored) {
      assert.ok(vectors.every((vector) => vector.layer === layer && vector.id.startsWith(`${layer}/`)));
    }
  });

  void it('are encoded as they are stored', () => {
    for (const { flags, vectors, text } of stored) assert.equal(encodeVectors({ flags, vectors }), text);
  });

  void it('cover every clause that a property checks', () => {
    const checked = clauseCoverage().filter(({ properties }) => properties.length > 0);
    assert.ok(checked.length > 40);
    const covered = new Set(all.flatMap(({ clauses }) => clauses));
    assert.deepEqual(
      checked.map(({ id }) => id).filter((id) => !covered.has(id)),
      [],
    );
  });

  void it('cover every kind of action', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../../spec/schemas/trace.schema.json', import.meta.url), 'utf8'),
    ) as { readonly $defs: Readonly<Record<string, { readonly oneOf: readonly ActionSchema[] }>> };
    for (const { layer, vectors } of stored) {
      const kinds = schema.$defs[`${layer}Action`]?.oneOf.flatMap(
        ({ properties: { kind } }) => kind.enum ?? kind.const,
      );
      const met = new Set(vectors.flatMap(actionsOf).map(({ kind }) => kind));
      assert.deepEqual([...met].toSorted(), kinds?.toSorted());
    }
  });

  void it('cover every named scenario that any GIC can be taken through', () => {
    const ids = all.map(({ id }) => id);
    assert.deepEqual(
      interruptScenarios.filter((name) => !ids.some((id) => id.startsWith(`gic/scenario/${name}/`))),
      [],
    );
  });

  void it('cover every interesting case of every property, in a short run', () => {
    for (const { kit, vectors } of stored) {
      const runs = vectors
        .filter(({ steps }) => steps.length <= 20)
        .map((vector) => {
          const outcomes = predict(kit.model, vector.config, actionsOf(vector));
          return { config: vector.config, actions: actionsOf(vector), expected: outcomes, actual: outcomes };
        });
      for (const { id, witnesses } of kit.properties) {
        for (const witness of witnesses)
          assert.ok(
            runs.some((run) => witness.count(run) > 0),
            `${id}: ${witness.name}`,
          );
      }
    }
  });

  void it('contrast everything that can be chosen', () => {
    const flags = new Set(all.flatMap((vector) => vector.flags));
    const wanted = Object.values(choices).flatMap((ofLayer) =>
      ofLayer.flatMap(({ name, values }) => values.map((value) => `${name}=${value}`)),
    );
    assert.deepEqual(
      wanted.filter((flag) => !flags.has(flag)),
      // With `unspecified` no run has a tie; without a tie it makes no difference.
      ['tieBreak=unspecified'],
    );
  });

  for (const { layer, kit, flags, vectors } of stored) {
    void it(`say of the ${layer} layer what the model says, and our own implementation does it`, () => {
      const subject = ownSubject(kit)();
      const verdicts = vectors.map((vector) => {
        assert.equal(verifyOnModel(vector).verdict, 'pass', vector.id);
        const { verdict, difference } = verifyOn(subject, vector);
        assert.notEqual(verdict, 'fail', `${vector.id}: ${JSON.stringify(difference)}`);
        return verdict;
      });
      assert.ok(verdicts.filter((verdict) => verdict === 'pass').length > vectors.length / 2);
    });

    void it(`flag what the vectors of the ${layer} layer take for granted, and explain each flag`, () => {
      for (const vector of vectors) {
        assert.deepEqual(
          vector.flags,
          flagsOf(vector, predict(kit.model, vector.config, actionsOf(vector))),
          vector.id,
        );
      }
      assert.deepEqual(flags, flagNotes(vectors));
    });

    void it(`find every mutant of the ${layer} layer, each by those that name it`, () => {
      const mutants = kit.mutants.map((mutant) => ({ id: mutant.id, subject: mutant.subject() }));
      for (const vector of vectors) {
        const failing = mutants.filter(({ subject }) => verifyOn(subject, vector).verdict === 'fail');
        assert.deepEqual(
          failing.map(({ id }) => id),
          vector.faults,
          vector.id,
        );
      }
      const found = new Set(vectors.flatMap(({ faults }) => faults));
      assert.deepEqual(
        mutants.map(({ id }) => id).filter((id) => !found.has(id)),
        [],
      );
    });
  }

  // Each flag was found by changing one choice alone.
  for (const [name, behaviour] of Object.entries({ architectureGic, kvmGic, qemuGic })) {
    void it(`hold for all that ${name} chooses, where no flag says otherwise`, () => {
      const fitting = all.filter(
        ({ layer, flags }) => layer === 'gic' && flags.every((flag) => allows(behaviour, flag)),
      );
      assert.ok(fitting.length >= 10, `${fitting.length}`);
      for (const vector of fitting) {
        const config = { ...(vector.config as GicConfig), behaviour };
        assert.equal(verifyOnModel({ ...vector, config }).verdict, 'pass', vector.id);
      }
    });
  }
});

interface ActionSchema {
  readonly properties: { readonly kind: { readonly const?: string; readonly enum?: readonly string[] } };
}

function allows(behaviour: GicBehaviour, flag: string): boolean {
  const [name = '', value] = flag.split('=');
  if (value === undefined) return name !== 'listRegisters';
  const own = name.split('.').reduce<unknown>((holder, key) => (holder as Record<string, unknown>)[key], behaviour);
  return same(String(own), value);
}
