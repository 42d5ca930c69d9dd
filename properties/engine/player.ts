import type { Language, RemoteSubject, Subject } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import type { LayerKit, Run } from '../kit.js';
import { driveAnywhere } from './drive.js';

/** Has a subject make runs, as long as it is there and nobody has had enough. */
export class Player<L extends Language, State> {
  readonly #kit: LayerKit<L, State>;
  readonly #subject: Subject<L> | RemoteSubject<L>;
  readonly #signal: AbortSignal | undefined;
  /** Why the subject could take part no more. */
  ended: IrqlineError | undefined;

  constructor(kit: LayerKit<L, State>, subject: Subject<L> | RemoteSubject<L>, signal: AbortSignal | undefined) {
    this.#kit = kit;
    this.#subject = subject;
    this.#signal = signal;
  }

  get isOver(): boolean {
    return this.ended !== undefined || this.#signal?.aborted === true;
  }

  /** @returns the run; nothing once it is over */
  async play(config: L['config'], actions: readonly L['action'][]): Promise<Run<L> | undefined> {
    // One in this process ends its batch, so that whole batches are counted; one elsewhere may be slow, or gone.
    const isRemote = 'run' in this.#subject;
    if (isRemote && this.isOver) return undefined;
    const run = driveAnywhere(this.#kit.model, this.#subject, config, this.#doable(config, actions));
    try {
      return await (isRemote ? unlessAborted(run, this.#signal) : run);
    } catch (error) {
      if (!(isRemote && error instanceof IrqlineError)) throw error;
      if (this.#signal?.aborted !== true) this.ended = error;
      return undefined;
    }
  }

  /** What the subject can do of these; without the rest, something else may no longer belong where it stands. */
  #doable(config: L['config'], actions: readonly L['action'][]): readonly L['action'][] {
    let doable = actions.filter((action) => this.#subject.supports(action));
    if (doable.length === actions.length) return doable;
    for (let misfit; (misfit = this.#kit.misfit(config, doable)) !== undefined;) {
      const { step } = misfit;
      doable = doable.filter((_, index) => index !== step);
    }
    return doable;
  }
}

/** What comes of it, or nothing once the signal is given: who is elsewhere may hang. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value | undefined> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = (): void => resolve(undefined);
    signal?.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop !== undefined) signal?.removeEventListener('abort', stop);
  }
}
