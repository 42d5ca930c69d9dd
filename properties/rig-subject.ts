import type { Language, Subject } from '../model/index.js';

/** What a subject of our own is made of for one run: it does actions, and shows what can be seen. */
export interface Rig<L extends Language> {
  apply(action: L['action']): L['observation'];
  observe(): L['view'];
}

/** A subject that does every action of its layer on a rig that is made afresh for each run. */
export class RigSubject<L extends Language> implements Subject<L> {
  readonly name: string;
  readonly refuses: (config: L['config']) => string | undefined;
  readonly #makeRig: (config: L['config']) => Rig<L>;
  #rig: Rig<L> | undefined;

  /** @param refuses - why no rig can be made with a configuration, as {@link Subject.refuses} tells it */
  constructor(
    name: string,
    makeRig: (config: L['config']) => Rig<L>,
    refuses: (config: L['config']) => string | undefined = () => undefined,
  ) {
    this.name = name;
    this.#makeRig = makeRig;
    this.refuses = refuses;
  }

  supports(): boolean {
    return true;
  }

  reset(config: L['config']): void {
    this.#rig = this.#makeRig(config);
  }

  apply(action: L['action']): L['observation'] {
    return this.#current.apply(action);
  }

  observe(): L['view'] {
    return this.#current.observe();
  }

  close(): void {
    this.#rig = undefined;
  }

  get #current(): Rig<L> {
    if (this.#rig === undefined) throw new Error('a subject is reset before it is used');
    return this.#rig;
  }
}
