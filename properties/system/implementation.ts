import type {
  Subject,
  SystemAction,
  SystemConfig,
  SystemLanguage,
  SystemObservation,
  SystemView,
} from '../../model/index.js';
import { Rig, type SystemParts } from './rig.js';

/** IrqLine, VirtioMmioTransport and SoftGic with a scripted driver, as one subject. */
export function system(name = 'system', parts: Partial<SystemParts> = {}): Subject<SystemLanguage> {
  return new SystemSubject(name, parts);
}

class SystemSubject implements Subject<SystemLanguage> {
  readonly name: string;
  readonly #parts: Partial<SystemParts>;
  #rig: Rig | undefined;

  constructor(name: string, parts: Partial<SystemParts>) {
    this.name = name;
    this.#parts = parts;
  }

  supports(): boolean {
    return true;
  }

  reset(config: SystemConfig): void {
    this.#rig = new Rig(config, this.#parts);
  }

  apply(action: SystemAction): SystemObservation {
    return this.#current.apply(action);
  }

  observe(): SystemView {
    return this.#current.observe();
  }

  close(): void {
    this.#rig = undefined;
  }

  get #current(): Rig {
    if (this.#rig === undefined) throw new Error('a subject is reset before it is used');
    return this.#rig;
  }
}
