import { architectureGic, type GicBehaviour } from '../../model/index.js';
import { countsActions } from '../engine/agreement.js';
import type { AnyKit } from '../layers.js';
import type { Misfit } from '../kit.js';
import type { Hello } from './hello.js';
import { isOfTheArchitecture } from '../gic/behaviour.js';
import { merged } from './merged.js';

/**
 * A layer as an adapter can take part in it. Where it cannot go, no property can meet its case: then it is told that it
 * was not met, and only the comparison has to have something to compare.
 */
export function kitFor({ kit, config, driver }: Hello): AnyKit {
  return {
    ...(driver === 'conforming' ? keptToTheStandard(kit) : kit),
    config: kit.config.map((whole) => merged(whole, config)),
    properties: kit.properties.map((property) => ({
      ...property,
      witnesses: property.witnesses.map((witness) =>
        countsActions(witness) ? witness : { ...witness, atLeastPerThousandRuns: 0 },
      ),
    })),
  };
}

/** A layer whose driver does nothing that its standard forbids, in no run and in no shorter one that is made of it. */
function keptToTheStandard(kit: AnyKit): AnyKit {
  const steps = (...run: Parameters<AnyKit['misfit']>): readonly number[] =>
    kit.conformingSteps?.(...run) ?? [...run[1].keys()];
  return {
    ...kit,
    misfit: (config, actions) => kit.misfit(config, actions) ?? firstLeftOut(steps(config, actions), actions.length),
    actions: (config) =>
      kit.actions(config).map((actions) => {
        const kept = new Set(steps(config, actions));
        return actions.filter((_, step) => kept.has(step));
      }),
  };
}

function firstLeftOut(kept: readonly number[], length: number): Misfit | undefined {
  if (kept.length === length) return undefined;
  const gap = kept.findIndex((step, index) => step !== index);
  return { step: gap === -1 ? kept.length : gap, why: 'no driver does this here that keeps to the standard' };
}

/** The kinds of action that an adapter does not do. */
export function lackedBy({ kit, actions }: Hello): readonly string[] {
  return kit.codecs.action.kinds.filter((kind) => !actions.includes(kind));
}

/** Whether an adapter's GIC is not the architecture's own, so that nothing but the comparison with the model judges it. */
export function isComparedOnly({ kit, config }: Hello): boolean {
  const { behaviour } = merged({ behaviour: architectureGic }, config) as { readonly behaviour: GicBehaviour };
  return kit.model.layer === 'gic' && !isOfTheArchitecture(behaviour);
}
