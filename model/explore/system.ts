/** One thing that a process can do now, and what it leads to. */
export interface Step<Shared, Local, Action> {
  readonly action: Action;
  readonly shared: Shared;
  readonly local: Local;
}

/**
 * One actor of a system. Its steps read and write the shared part of the state and its own local part, nothing else, so
 * that they can be tabulated once for every pair of the two. The same object may stand for several equal actors.
 */
export interface Process<Shared, Local, Action> {
  readonly initial: Local;
  /** Every step that is possible now; an empty list when the process is disabled. */
  steps(shared: Shared, local: Local): readonly Step<Shared, Local, Action>[];
}

/** Processes that interleave, one atomic step at a time, over a shared part with finitely many values. */
export interface System<Shared, Local, Action> {
  readonly initial: Shared;
  /** Every value that the shared part can take. Systems that pass the same array share their tables. */
  readonly domain: readonly Shared[];
  readonly processes: readonly { readonly name: string; readonly process: Process<Shared, Local, Action> }[];
  /** True for an action that never has to happen, however long it is possible. All others are weakly fair, by process. */
  isOptional(action: Action): boolean;
}

/** A whole state, readable. */
export interface SystemState<Shared, Local> {
  readonly shared: Shared;
  /** In the order of the system's processes. */
  readonly locals: readonly Local[];
}
