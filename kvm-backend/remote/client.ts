import { IrqlineError } from '../../spec/errors.js';
import { deadlinesOf, USUAL_PATIENCE_MS, type Deadlines } from './deadlines.js';
import type { KvmOperations } from '../guest/operations.js';
import type { Link } from './link.js';
import type { Greeting } from './protocol.js';
import type { Operations } from './server.js';
import { Session } from './session.js';

/** Starts the other side again. @param silent - why */
export type Restart<Calls extends Operations> = (silent: IrqlineError) => Promise<KvmClient<Calls>>;

/** Asks the process that runs KVM, one request at a time, and ends it when it does not answer in time. */
export class KvmClient<Calls extends Operations = KvmOperations> {
  readonly #session: Session;
  #restart: Restart<Calls> | undefined;
  #restarting: Promise<KvmClient<Calls>> | undefined;
  /** Who answers in its place since it fell silent. */
  #successor: KvmClient<Calls> | undefined;
  /** Why it has no successor although one was to be started. */
  #failure: IrqlineError | undefined;
  #isAsking = false;
  #isClosed = false;

  private constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Waits until the other side is ready.
   * @throws IrqlineError KVM_HOST_DIED, KVM_HOST_SILENT, KVM_HOST_FOREIGN; the link is dead then
   */
  static async connect<Calls extends Operations = KvmOperations>(
    link: Link,
    deadlines: Deadlines = deadlinesOf(USUAL_PATIENCE_MS),
  ): Promise<KvmClient<Calls>> {
    return new KvmClient<Calls>(await Session.open(link, deadlines));
  }

  /** Who answers, or did at first. */
  get greeting(): Greeting {
    return this.#session.greeting;
  }

  /** Why the other side is there no more, KVM_HOST_DIED or KVM_HOST_SILENT; nothing while it is. */
  get gone(): IrqlineError | undefined {
    return this.#successor === undefined ? (this.#failure ?? this.#session.gone) : this.#successor.gone;
  }

  /** How often it fell silent and was started again. */
  get restarts(): number {
    return this.#successor === undefined ? 0 : 1 + this.#successor.restarts;
  }

  /**
   * When it falls silent it is started again, once, and asked again what it was asked: nothing lasts from one request to
   * the next. Who falls silent at the same request again counts as silent.
   */
  restartOnce(restart: Restart<Calls>): void {
    this.#restart = restart;
  }

  /**
   * One operation of the other side, and its result. The request before it has to be answered.
   * @throws IrqlineError what the other side threw, or KVM_HOST_DIED, KVM_HOST_SILENT, KVM_MESSAGE_TOO_LONG
   */
  async request<Name extends keyof Calls & string>(
    operation: Name,
    ...[body]: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    if (this.#isAsking) throw new Error(`${operation} is asked before the last request is answered`);
    this.#isAsking = true;
    try {
      return (await this.#ask(operation, body)) as ReturnType<Calls[Name]>; // both ends are of one protocol
    } finally {
      this.#isAsking = false;
    }
  }

  /** Ends the other side, and one that is being started in its place, and waits until they are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#session.close();
    await this.#restarting?.catch(() => undefined); // whoever asks hears of it
    await this.#successor?.close();
  }

  async #ask(operation: string, body: unknown): Promise<unknown> {
    if (this.#successor !== undefined) return this.#successor.#ask(operation, body);
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return await this.#session.ask(operation, body);
    } catch (error) {
      const restart = this.#restart;
      if (restart === undefined || !(error instanceof IrqlineError) || error.code !== 'KVM_HOST_SILENT') throw error;
      this.#restart = undefined;
      this.#restarting = this.#startAgain(restart, error);
      return (await this.#restarting).#ask(operation, body);
    }
  }

  /** @throws IrqlineError KVM_HOST_SILENT with what kept it from starting: it is as gone as if nobody had tried */
  async #startAgain(restart: Restart<Calls>, silent: IrqlineError): Promise<KvmClient<Calls>> {
    await this.#session.close();
    if (this.#isClosed) throw silent;
    try {
      this.#successor = await restart(silent);
      return this.#successor;
    } catch (error) {
      if (!(error instanceof IrqlineError)) throw error;
      const why = `${silent.detail}\nand it could not be started again: ${error.detail} [${error.code}]`;
      this.#failure = new IrqlineError('KVM_HOST_SILENT', why, { cause: error });
      throw this.#failure;
    }
  }
}
