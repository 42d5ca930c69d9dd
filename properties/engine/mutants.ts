import type { Language } from '../../model/index.js';
import type { LayerKit, Mutant } from '../kit.js';
import { ownSubject } from '../subjects.js';
import { check, type CheckOptions, type CheckResult } from './check.js';

/** What became of a mutant when the property that must kill it was let loose on it. */
export interface MutantResult<L extends Language> {
  readonly mutant: Mutant<L>;
  readonly killed: boolean;
  /** Runs until it was found; all that were made when it survives. */
  readonly runs: number;
  /** Length of the shortest run that shows it; undefined when it survives. */
  readonly steps?: number;
  readonly elapsedMs: number;
}

/** Mutants of a layer, and the same properties on the implementation without a fault. */
export interface MutantsResult<L extends Language> {
  readonly layer: string;
  readonly results: readonly MutantResult<L>[];
  /** The properties that killed, on the real thing: they have to pass. */
  readonly withoutFault: CheckResult<L>;
}

/**
 * Lets each mutant's own property find it, without the help of any other, and makes sure that the same properties pass
 * where there is no fault.
 */
export async function checkMutants<L extends Language, State>(
  kit: LayerKit<L, State>,
  options: Pick<CheckOptions, 'seed' | 'runs' | 'signal'> & { readonly onMutant?: (done: number, of: number) => void },
): Promise<MutantsResult<L>> {
  const results: MutantResult<L>[] = [];
  for (const [done, mutant] of kit.mutants.entries()) {
    if (options.signal?.aborted === true) break;
    options.onMutant?.(done, kit.mutants.length + 1);
    const result = await check(kit, () => mutant.subject(), { ...options, properties: [mutant.killedBy] });
    results.push({
      mutant,
      killed: result.failure !== undefined,
      runs: result.failure?.foundAfterRuns ?? result.runs,
      ...(result.failure === undefined ? {} : { steps: result.failure.run.actions.length }),
      elapsedMs: result.elapsedMs,
    });
  }
  const killers = [...new Set(kit.mutants.map(({ killedBy }) => killedBy))];
  return {
    layer: kit.model.layer,
    results,
    withoutFault: await check(kit, ownSubject(kit), {
      ...options,
      properties: killers,
      // With many runs this takes longest, so it has to show that it goes on.
      onProgress: () => options.onMutant?.(kit.mutants.length, kit.mutants.length + 1),
    }),
  };
}
