import * as fc from 'fast-check';
import type { GicAction, Language } from '../../model/index.js';
import { drive } from '../engine/drive.js';
import type { AnyKit } from '../layers.js';
import { hideableOf, leftOut } from '../shown.js';
import { ownSubject } from '../subjects.js';
import type { Trace, TraceStep } from './trace.js';

const way = fc.constantFrom('irqLine' as const, 'irqfd' as const);

/** Traces of a layer as they are written: with and without what is optional, and with a subject that could not go on. */
export function tracesOf(kit: AnyKit): fc.Arbitrary<Trace> {
  return kit.config.chain((config) =>
    fc
      .record({
        actions: kit.actions(config),
        unsupported: unsupportedActions(kit),
        seed: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), { nil: undefined }),
        property: fc.option(fc.constant('reset-clears'), { nil: undefined }),
        injection: fc.option(fc.record({ pulses: way, levels: way }), { nil: undefined }),
        detail: fc.constantFrom('actions alone', 'expected', 'actual', 'crashed'),
        hidden: fc.subarray([...hideableOf(kit.codecs)]),
      })
      .map(({ actions, unsupported, seed, property, injection, detail, hidden }): Trace => {
        const steps = stepsOf(kit, config, actions, detail, hidden);
        return {
          layer: kit.model.layer,
          subject: Object.keys(kit.subjects)[0] ?? '',
          config,
          steps: [...unsupported.map((action) => ({ action })), ...steps],
          ...(seed === undefined ? {} : { seed }),
          ...(property === undefined ? {} : { property }),
          ...(injection === undefined ? {} : { injection }),
        };
      }),
  );
}

function stepsOf(
  kit: AnyKit,
  config: Language['config'],
  actions: readonly Language['action'][],
  detail: string,
  hidden: readonly string[],
): readonly TraceStep[] {
  if (detail === 'actions alone') return actions.map((action) => ({ action }));
  const { expected, actual } = drive(kit.model, ownSubject(kit)(), config, actions);
  return actions.map((action, index) => {
    const [wanted, was] = [expected[index], actual[index]];
    if (wanted === undefined || was === undefined) throw new Error('our own implementation goes on to the end');
    if (detail === 'expected') return { action, expected: wanted };
    const isLast = index === actions.length - 1;
    return { action, expected: wanted, actual: detail === 'crashed' && isLast ? null : leftOut(was, hidden) };
  });
}

const word = { pe: fc.nat(3), word: fc.nat(31) };

/** Actions of the layer's language that our own implementation lacks, so that no run of the layer's own has them. */
function unsupportedActions(kit: AnyKit): fc.Arbitrary<readonly Language['action'][]> {
  return kit.model.layer === 'gic' ? fc.array(userspaceAction, { maxLength: 4 }) : fc.constant([]);
}

/** KVM's interface to userspace, and its vCPUs. */
const userspaceAction: fc.Arbitrary<GicAction> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('assignPending' as const, 'assignLines' as const),
    ...word,
    bits: fc.nat(2 ** 32 - 1),
  }),
  fc.record({ kind: fc.constantFrom('readLatches' as const, 'readLines' as const), ...word }),
  fc.record({ kind: fc.constantFrom('enterGuest' as const, 'leaveGuest' as const), pe: fc.nat(3) }),
);
