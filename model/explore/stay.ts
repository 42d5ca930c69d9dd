import type { System } from './system.js';
import type { ProcessTable } from './table.js';

/**
 * For each local state of a process 1 if a weakly fair cycle can have the process in it: the process comes back to it
 * by its own steps, or it rests there, which it may where it has nothing that it must do. A process that must go on, and
 * never comes back, is in no cycle; so most states need not be searched for one.
 * Judged by the table alone, whatever the other processes do.
 *
 * @param hasOptionalSteps - whether optional steps count as its own
 */
export function localsToStayIn<Shared, Local, Action>(
  { locals, actions, rowStart, action, localChange }: ProcessTable<Local, Action>,
  { domain, isOptional }: Pick<System<Shared, Local, Action>, 'domain' | 'isOptional'>,
  hasOptionalSteps: boolean,
): Uint8Array {
  const optional = actions.map(isOptional);
  const mayRest = locals.map(() => false);
  const next = locals.map(() => new Set<number>());
  for (let row = 0; row < domain.length * locals.length; row++) {
    const local = row % locals.length;
    let mustMove = false;
    for (let step = rowStart[row] as number; step < (rowStart[row + 1] as number); step++) {
      const isFree = optional[action[step] as number] === true;
      mustMove ||= !isFree;
      if (hasOptionalSteps || !isFree) (next[local] as Set<number>).add(local + (localChange[step] as number));
    }
    if (!mustMove) mayRest[local] = true;
  }
  return Uint8Array.from(locals, (_, local) => Number(mayRest[local] === true || reaches(next, local, local)));
}

/** Whether one or more steps lead from one node to another. */
function reaches(next: readonly ReadonlySet<number>[], from: number, to: number): boolean {
  const seen = new Set(next[from]);
  for (const node of seen) for (const target of next[node] as ReadonlySet<number>) seen.add(target);
  return seen.has(to);
}
