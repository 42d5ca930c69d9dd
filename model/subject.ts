/** Which layer of the model an action belongs to. */
export type Layer = 'device' | 'gic' | 'system';

/** What one layer speaks of. Everything is readonly plain data that JSON can carry. */
export interface Language {
  /** Fixed for the length of a run: sizes and implementation choices. */
  readonly config: unknown;
  /** What is done; has a `kind`. */
  readonly action: { readonly kind: string };
  /** What doing it showed: values read, signals sent, refusals. */
  readonly observation: object;
  /** What can be seen of the state between two actions, without changing it. */
  readonly view: object;
}

/** A pure state machine: total functions over plain data. */
export interface Model<L extends Language, State> {
  readonly layer: Layer;
  init(config: L['config']): State;
  step(state: State, action: L['action']): { readonly state: State; readonly observation: L['observation'] };
  view(state: State): L['view'];
}

/** What one action led to. */
export interface Outcome<L extends Language> {
  readonly observation: L['observation'];
  readonly view: L['view'];
}

/** The same of somebody who need not show all of it. */
export interface ShownOutcome<L extends Language> {
  readonly observation: Partial<L['observation']>;
  readonly view: Partial<L['view']>;
}

/**
 * A thing under test. After every action its observation and its view are compared with the model's; an action that it
 * does not support is not generated.
 */
export interface Subject<L extends Language> {
  readonly name: string;
  supports(action: L['action']): boolean;
  /** Why it cannot be made with the choices of this configuration; undefined if it can. Left out: it can be any. */
  refuses?(config: L['config']): string | undefined;
  /** Starts afresh with this configuration. */
  reset(config: L['config']): void;
  apply(action: L['action']): L['observation'];
  observe(): L['view'];
  /** Releases what it holds; it is not used again. */
  close(): void;
}

/** What a subject came to in a run: the outcome of each action, or of fewer when it could not go on. */
export interface Played<L extends Language, Shown extends ShownOutcome<L> = Outcome<L>> {
  readonly outcomes: readonly Shown[];
  /** What it said when it could not go on. */
  readonly crash?: string;
}

/** A thing under test that is elsewhere: another process, another machine. It takes a run at a time. */
export interface RemoteSubject<L extends Language> extends Pick<Subject<L>, 'name' | 'supports' | 'refuses'> {
  /** The fields of its outcomes that it does not show; none when left out. */
  readonly hides?: readonly string[];
  /**
   * Starts afresh, applies the actions in order, and tells what came of them.
   * @throws whatever keeps it from taking part any more; that is no verdict on the subject
   */
  run(config: L['config'], actions: readonly L['action'][]): Promise<Played<L, ShownOutcome<L>>>;
  close(): Promise<void>;
}

/** What the model says that each action leads to. */
export function predict<L extends Language, State>(
  model: Model<L, State>,
  config: L['config'],
  actions: readonly L['action'][],
): readonly Outcome<L>[] {
  let state = model.init(config);
  return actions.map((action) => {
    const next = model.step(state, action);
    state = next.state;
    return { observation: next.observation, view: model.view(state) };
  });
}
