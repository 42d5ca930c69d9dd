import type { Language } from '../../model/index.js';
import type { Property, Run } from '../kit.js';
import type { PropertyId } from '../property-ids.js';

/** How often a property met its interesting case. */
export interface WitnessCount {
  readonly property: PropertyId;
  readonly name: string;
  readonly count: number;
  /** The least that this many runs must give. */
  readonly required: number;
}

/** Counts runs, and how often they met the interesting cases. */
export class Tally<L extends Language> {
  runs = 0;
  actions = 0;
  readonly #counters: readonly {
    readonly property: PropertyId;
    readonly witness: Property<L>['witnesses'][number];
    count: number;
  }[];

  constructor(properties: readonly Property<L>[]) {
    this.#counters = properties.flatMap((property) =>
      property.witnesses.map((witness) => ({ property: property.id, witness, count: 0 })),
    );
  }

  add(run: Run<L>): void {
    this.runs += 1;
    this.actions += run.actual.length;
    for (const counter of this.#counters) counter.count += counter.witness.count(run);
  }

  witnesses(): readonly WitnessCount[] {
    return this.#counters.map(({ property, witness, count }) => ({
      property,
      name: witness.name,
      count,
      required: requiredOf(witness.atLeastPerThousandRuns, this.runs),
    }));
  }
}

/** Less than a thousand runs are too few to count by: a case has to be met at all that ten times were to be expected. */
function requiredOf(atLeastPerThousandRuns: number, runs: number): number {
  const expected = Math.floor((atLeastPerThousandRuns * runs) / 1000);
  return runs >= 1000 ? expected : Math.min(1, Math.floor(expected / 10));
}
