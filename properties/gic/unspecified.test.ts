import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SoftGic } from '../../impl/index.js';
import { Interrupts } from '../../impl/soft-gic/interrupts.js';
import { EDGE, LATCH } from '../../impl/soft-gic/memory.js';
import { architectureGic, type OpenPoint } from '../../model/index.js';
import { clauses, type ClauseId } from '../../spec/index.js';
import { check } from '../engine/check.js';
import { gicKit } from './kit.js';
import { softGic } from './soft-gic-subject.js';

/** A pending interrupt is no longer pending once its trigger has changed: GICD_ICFGR<n> allows any pending state. */
class DropsTheLatch extends Interrupts {
  override writeTriggers(bank: number, firstBit: number, value: number): void {
    const before = this.bitmap(bank, EDGE);
    super.writeTriggers(bank, firstBit, value);
    const changed = before ^ this.bitmap(bank, EDGE);
    this.change(bank, () => this.clear(bank, LATCH, changed));
  }
}

/** An affinity that no PE has is that of the first: GICD_IROUTER<n> of later issues allows any. */
class AbsentIsTheFirst extends Interrupts {
  override writeRoute(bank: number, bit: number, value: number): void {
    const isAbsent = value < 0x8000_0000 ? value >= this.memory.size.peCount : (value & 0x8000_0000) === 0;
    super.writeRoute(bank, bit, isAbsent ? 0 : value);
  }
}

const others: readonly (readonly [OpenPoint, ClauseId, typeof Interrupts])[] = [
  ['trigger-changed-while-pending', 'GIC-T22', DropsTheLatch],
  ['route-to-absent', 'GIC-T29', AbsentIsTheFirst],
];

void describe('a GIC that decides otherwise where the architecture lets it', () => {
  for (const [point, clause, Other] of others) {
    const subject = (): ReturnType<typeof softGic> =>
      softGic(Other.name, (size) => new SoftGic(size, { interrupts: (...of) => new Other(...of) }));
    const judged = (unspecified: readonly OpenPoint[], properties = gicKit.properties): ReturnType<typeof check> =>
      check(
        {
          ...gicKit,
          config: gicKit.config.map((config) => ({ ...config, behaviour: { ...architectureGic, unspecified } })),
        },
        subject,
        { seed: 1, runs: 60, properties: properties.map(({ id }) => id) },
      );

    void it(`fails by ${clause}, a choice, and by every property passes once it names ${point}`, async () => {
      const ofTheClause = gicKit.properties.filter((property) => property.clauses.includes(clause));
      const { failure } = await judged([], ofTheClause);
      const cited = failure?.violation.about?.clauses ?? failure?.property.clauses;
      assert.ok(cited?.includes(clause), `${failure?.property.id} cites ${cited?.join(', ')}`);
      assert.ok(!cited?.includes('GIC-T21'), 'what is left open is no fault of the rest of its row');
      assert.equal(clauses[clause].class, 'choice');
      const { failure: none, runs } = await judged([point]);
      assert.deepEqual([none?.violation, runs], [undefined, 60]);
    });
  }
});
