import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SoftGic, type GicSize } from '../../../impl/index.js';
import { architectureGic, gicModel, type GicAction } from '../../../model/index.js';
import { drive } from '../../engine/drive.js';
import type { Violation } from '../../kit.js';
import { LevelNotResignalled, EndOfDisabledForgets } from '../mutants/interrupts.js';
import { BinaryPointIgnored } from '../mutants/priorities.js';
import { softGic } from '../soft-gic-subject.js';
import { gicProperties } from './index.js';

const spi = { pe: 0, intId: 33 } as const;
const other = { pe: 0, intId: 34 } as const;
const ready = (to: typeof spi | typeof other, priority: number): readonly GicAction[] => [
  { kind: 'writeGroup', ...to, group: 1 },
  { kind: 'writePriority', ...to, priority },
  { kind: 'writeEnabled', ...to, enabled: true },
];
const open: readonly GicAction[] = [
  { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
  { kind: 'writeGroupEnable', pe: 0, enabled: true },
  { kind: 'writePriorityMask', pe: 0, value: 0xf8 },
  ...ready(spi, 0x88),
];
const take: readonly GicAction[] = [
  { kind: 'writePending', ...spi, pending: true },
  { kind: 'acknowledge', pe: 0 },
];
const end: GicAction = { kind: 'endOfInterrupt', ...spi };

/** How the first property that a faulty GIC breaks tells of it, and by which clauses. */
function told(make: (size: GicSize) => SoftGic, ...actions: readonly GicAction[]): readonly [string, ...string[]] {
  const config = { peCount: 1, spiCount: 32, behaviour: architectureGic };
  const run = drive(gicModel, softGic('faulty', make), config, actions);
  const violation = gicProperties.reduce<Violation | undefined>(
    (found, property) => found ?? property.judge(run),
    undefined,
  );
  assert.ok(violation !== undefined);
  return [violation.message, ...(violation.about?.clauses ?? [])];
}

void describe('a failure of the GIC', () => {
  void it('cites the end that it is about, by its EOImode', () => {
    const forgets = (size: GicSize): SoftGic =>
      new SoftGic(size, { interrupts: (...of) => new EndOfDisabledForgets(...of) });
    const disable: GicAction = { kind: 'writeEnabled', ...spi, enabled: false };
    const again: GicAction = { kind: 'writePending', ...spi, pending: true };
    const message = 'SPI 33 should stay pending across the EOIR, but does not';
    assert.deepEqual(told(forgets, ...open, ...take, again, disable, end), [message, 'GIC-Id', 'GIC-T9']);
    const split: GicAction = { kind: 'writeEoiMode', pe: 0, split: true };
    const deactivate: GicAction = { kind: 'deactivate', ...spi };
    assert.deepEqual(told(forgets, ...open, split, ...take, again, disable, end, deactivate), [
      'SPI 33 should stay pending across the DIR, but does not',
      'GIC-Id',
      'GIC-T11',
    ]);
  });

  void it('cites what keeps back an interrupt that is signalled all the same', () => {
    const ignores = (size: GicSize): SoftGic =>
      new SoftGic(size, { cpuInterfaces: (...of) => new BinaryPointIgnored(...of) });
    const point: GicAction = { kind: 'writeBinaryPoint', pe: 0, value: 4 };
    const pend: GicAction = { kind: 'writePending', ...other, pending: true };
    assert.deepEqual(told(ignores, ...open, ...ready(other, 0x80), ...take, point, pend), [
      'PE 0 should not be signalled, since nothing is due, but is',
      'GIC-Ic',
      'GIC-T24',
    ]);
  });

  void it('cites the end after which nothing is signalled', () => {
    const silent = (size: GicSize): SoftGic =>
      new SoftGic(size, { interrupts: (...of) => new LevelNotResignalled(...of) });
    const rise: GicAction = { kind: 'drive', ...spi, level: true };
    assert.deepEqual(told(silent, ...open, rise, { kind: 'acknowledge', pe: 0 }, end), [
      'PE 0 should be signalled, since SPI 33 is due, but is not',
      'GIC-Ic',
      'GIC-T9',
    ]);
  });
});
