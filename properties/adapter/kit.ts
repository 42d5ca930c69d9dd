import { architectureGic } from '../../model/index.js';
import type { AnyKit } from '../layers.js';
import type { Hello } from './hello.js';
import { same } from '../same.js';
import { merged } from './merged.js';

/**
 * A layer as an adapter can take part in it. Where it cannot go, no property can meet its case: then it is told that it
 * was not met, and only the comparison has to have something to compare.
 */
export function kitFor({ kit, config }: Hello): AnyKit {
  return {
    ...kit,
    config: kit.config.map((whole) => merged(whole, config).whole),
    properties: kit.properties.map((property) =>
      property.id === 'agrees-with-the-model'
        ? property
        : { ...property, witnesses: property.witnesses.map((witness) => ({ ...witness, atLeastPerThousandRuns: 0 })) },
    ),
  };
}

/** The kinds of action that an adapter does not do. */
export function lackedBy({ kit, actions }: Hello): readonly string[] {
  return kit.codecs.action.kinds.filter((kind) => !actions.includes(kind));
}

/** Whether an adapter's GIC is not the architecture's own, so that nothing but the comparison with the model judges it. */
export function isComparedOnly({ kit, config }: Hello): boolean {
  const { behaviour } = config;
  return (
    kit.model.layer === 'gic' &&
    behaviour !== undefined &&
    !same(merged({ behaviour: architectureGic }, { behaviour }).whole, { behaviour: architectureGic })
  );
}
