import { Option } from '@commander-js/extra-typings';
import { byName } from './nearest.js';
import type { Target } from './report/check.js';

/** `--property`, as often as one likes. */
export const propertyOption = new Option('--property <id>', 'judge by this property alone; may be given several times')
  .argParser((id: string, before: readonly string[] | undefined) => [...(before ?? []), id])
  .conflicts('recording');

/**
 * Targets of which these properties alone judge: those of a layer that has one of them. All as they are when none is named.
 * @throws IrqlineError UNKNOWN_NAME for a property that no target has
 */
export function judgedBy(targets: readonly Target[], ids: readonly string[] | undefined): readonly Target[] {
  if (ids === undefined) return targets;
  const known = Object.fromEntries(targets.flatMap(({ kit }) => kit.properties.map(({ id }) => [id, id] as const)));
  const wanted = new Set(ids.map((id) => byName('no property', id, known)));
  return targets
    .map((target) => {
      const properties = target.kit.properties.filter(({ id }) => wanted.has(id));
      const runsOption = [target.runsOption ?? '', ...properties.map(({ id }) => `--property ${id}`)].join(' ').trim();
      return { ...target, kit: { ...target.kit, properties }, runsOption };
    })
    .filter(({ kit }) => kit.properties.length > 0);
}
