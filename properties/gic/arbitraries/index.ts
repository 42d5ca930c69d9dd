import * as fc from 'fast-check';
import {
  architectureGic,
  type GicAction,
  type GicBehaviour,
  type GicConfig,
  type Target,
} from '../../../model/index.js';
import { resolve, type Intention } from '../resolve.js';
import { distributorStep, setUp, triggerChange, wire } from './interrupt.js';
import { cpuSettings, cpuStep, handler } from './pe.js';
import { besideGroupZero, preemption } from './priorities.js';
import { identification, rawAccess } from './raw.js';
import { fromAState, nest, revive, service } from './routines.js';
import { saveAndReturn, wholeStep } from './whole.js';

/** Sizes of a GIC, for one behaviour. Mostly small; few need all ten bits of an INTID, and the last bank of the largest is not full. */
export const gicConfigOf = (behaviour: GicBehaviour): fc.Arbitrary<GicConfig> =>
  fc.record({
    peCount: fc.constantFrom(1, 1, 2, 2, 2, 4),
    spiCount: fc.oneof(
      { weight: 20, arbitrary: fc.constant(32) },
      { weight: 6, arbitrary: fc.constant(64) },
      { weight: 1, arbitrary: fc.constantFrom(544, 988) },
    ),
    behaviour: fc.constant(behaviour),
  });

/** The GICs that SoftGic can be. */
export const gicConfig: fc.Arbitrary<GicConfig> = gicConfigOf(architectureGic);

/** Runs of a GIC: a few interrupts that are set up, and then signalled, taken, and interfered with. */
export function gicActions(config: GicConfig): fc.Arbitrary<GicAction[]> {
  const pe = fc.nat(config.peCount - 1);
  const opening = fc.boolean().map((enableGrp0) => openAll(config, enableGrp0));
  return fc
    .uniqueArray(target(config), {
      minLength: 2,
      maxLength: 6,
      selector: ({ pe: owner, intId }) => `${owner} ${intId}`,
    })
    .chain((targets) => {
      const one = fc.constantFrom(...targets);
      const piece = fc.oneof(
        { weight: 24, arbitrary: wire(one) },
        { weight: 12, arbitrary: handler(pe) },
        { weight: 10, arbitrary: cpuStep(pe) },
        { weight: 12, arbitrary: distributorStep(config, one) },
        { weight: 3, arbitrary: one.chain((to) => setUp(to)) },
        { weight: 3, arbitrary: cpuSettings(pe) },
        { weight: 2, arbitrary: triggerChange(one) },
        { weight: 3, arbitrary: rawAccess(config, one) },
        { weight: 1, arbitrary: identification(pe) },
        { weight: 3, arbitrary: wholeStep },
        { weight: 1, arbitrary: nest(config, pe) },
        { weight: 1, arbitrary: revive(one) },
        { weight: 14, arbitrary: fromAState(one) },
        { weight: 8, arbitrary: service(config, one, pe) },
        { weight: 3, arbitrary: saveAndReturn(config, one) },
        { weight: 3, arbitrary: preemption(targets, pe) },
        { weight: 2, arbitrary: besideGroupZero(targets, pe) },
      );
      const setUps = fc.tuple(...targets.map((to) => setUp(to))).map((all) => all.flat());
      const pieces = fc.array(piece, { minLength: 4, maxLength: 30, size: 'max' }).map((all) => all.flat());
      return fc.tuple(opening, setUps, pieces).map((all) => resolve(config, all.flat()));
    });
}

function target({ peCount, spiCount }: GicConfig): fc.Arbitrary<Target> {
  const last = 31 + spiCount;
  const edges = [32, 33, 40, 63, 64, 95, last].filter((intId) => intId <= last);
  // A large one is there for what only it has.
  const spi = fc.constantFrom(...(last > 512 ? [32, 511, 512, last, last] : edges)).map((intId) => ({ pe: 0, intId }));
  const ppi = fc.record({ pe: fc.nat(peCount - 1), intId: fc.constantFrom(16, 27, 31) });
  return fc.oneof({ weight: 3, arbitrary: spi }, { weight: 1, arbitrary: ppi });
}

/** What a driver does first. Linux writes 3 to GICD_CTLR, where a GIC with one security state has both enables. */
function openAll({ peCount }: GicConfig, enableGrp0: boolean): Intention[] {
  const pes = Array.from({ length: peCount }, (_, pe) => pe);
  return [
    { kind: 'writeDistributorEnables', enableGrp0, enableGrp1: true },
    ...pes.flatMap((pe): Intention[] => [
      { kind: 'writeGroupEnable', pe, enabled: true },
      { kind: 'writePriorityMask', pe, value: 0xf8 },
    ]),
  ];
}
