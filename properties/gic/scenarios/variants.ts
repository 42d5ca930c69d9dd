import type { Trigger } from '../../../model/index.js';
import { endings, triggers, type Claim, type Ending, type GicScenario, type Way } from './scenario.js';

/** One way to act a scenario out. */
export interface Variant {
  readonly trigger: Trigger;
  readonly ending: Ending;
  readonly way: Way;
}

/** What a variant says and does; what it leaves open is usual. */
export type Acted = Pick<GicScenario, 'actions' | 'brokenBy'> & {
  readonly claim: Partial<Claim>;
  readonly size?: GicScenario['size'];
  readonly profile?: GicScenario['profile'];
  /** What tells it from another of the same trigger, ending and way. */
  readonly by?: string;
};

const USUAL: GicScenario['size'] = { peCount: 1, spiCount: 32 };
const nothing: Claim = { takes: [], pending: [], active: [], reads: [] };

/** Acts a scenario out with every trigger and ending that are wanted, and in each of the ways. */
export function scenarios(
  name: GicScenario['name'],
  what: string,
  ways: readonly Way[],
  act: (variant: Variant) => Acted,
  wanted: { readonly triggers?: readonly Trigger[]; readonly endings?: readonly Ending[] } = {},
): readonly GicScenario[] {
  return ways.flatMap((way) =>
    (wanted.triggers ?? triggersOf(way)).flatMap((trigger) =>
      (wanted.endings ?? endings).map((ending) => {
        const { claim, by, size = USUAL, profile = 'plain', ...acted } = act({ trigger, ending, way });
        const parts = [trigger, ending, way.replaceAll(' ', '-'), ...(by === undefined ? [] : [by])];
        const id = `${name}/${parts.join('/')}`;
        return { id, name, what, way, size, profile, ...acted, claim: { ...nothing, ...claim } };
      }),
    ),
  );
}

/** A line that userspace assigns is of no consequence to an edge. */
const triggersOf = (way: Way): readonly Trigger[] => (way === 'LEVEL_INFO' ? ['level'] : triggers);
