import { isLeft } from 'fp-ts/lib/Either.js';
import type { IrqlineError } from '../../spec/errors.js';
import type { Deadlines } from './deadlines.js';
import { failureError } from './failure.js';
import { greetingOf } from './greet.js';
import type { Link } from './link.js';
import { died, silent } from './lost.js';
import { parse } from './parse.js';
import { Reply, type Greeting, type Request } from './protocol.js';

/** How often to tell an idle emulated host that we are still here; it powers itself off when nobody does. */
const HEARTBEAT_MS = 10_000;

/** Whom the answer is for. */
interface Waiting {
  readonly id: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** What is said over one link, from the greeting to its end: one request at a time, since there is one shared area. */
export class Session {
  readonly greeting: Greeting;
  readonly #link: Link;
  readonly #deadlines: Deadlines;
  readonly #heartbeat: NodeJS.Timeout;
  #asked = 0;
  #waiting: Waiting | undefined;
  #gone: IrqlineError | undefined;

  private constructor(link: Link, deadlines: Deadlines, greeting: Greeting) {
    this.#link = link;
    this.#deadlines = deadlines;
    this.greeting = greeting;
    this.#heartbeat = setInterval(() => link.send('{}'), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /**
   * Waits until the other side is ready.
   * @throws IrqlineError KVM_HOST_DIED, KVM_HOST_SILENT, KVM_HOST_FOREIGN; the link is dead then
   */
  static async open(link: Link, deadlines: Deadlines): Promise<Session> {
    let deliver: (message: string) => void = () => undefined; // nobody waits yet
    const first = new Promise<string>((resolve) => {
      deliver = resolve;
    });
    link.onMessage((message) => deliver(message));
    try {
      const session = new Session(link, deadlines, await greetingOf(link, deadlines, first));
      deliver = (reply) => session.#take(reply);
      void link.ended.then((reason) => session.#lose(died(link, reason)));
      return session;
    } catch (error) {
      link.kill();
      throw error;
    }
  }

  /** Why the other side is there no more, KVM_HOST_DIED or KVM_HOST_SILENT; nothing while it is. */
  get gone(): IrqlineError | undefined {
    return this.#gone;
  }

  /** @throws IrqlineError what the other side threw, or KVM_HOST_DIED, KVM_HOST_SILENT, KVM_MESSAGE_TOO_LONG */
  async ask(operation: string, body: unknown): Promise<unknown> {
    if (this.#gone !== undefined) throw this.#gone;
    const request: Request = { id: ++this.#asked, operation, body };
    const { requestMs } = this.#deadlines;
    const late = setTimeout(() => this.#lose(silent(this.#link, operation, requestMs)), requestMs);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { id: request.id, resolve, reject };
        this.#link.send(JSON.stringify(request));
      });
    } finally {
      clearTimeout(late);
      this.#waiting = undefined;
    }
  }

  /** Ends the other side and waits until it is gone. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#link.kill();
    await this.#link.ended;
  }

  #take(message: string): void {
    const reply = Reply.decode(parse(message));
    // A stray line, or an answer to nobody: what matters is asked for by id, and its deadline.
    if (isLeft(reply) || reply.right.id !== this.#waiting?.id) return;
    if ('failure' in reply.right) this.#waiting.reject(failureError(reply.right.failure));
    else this.#waiting.resolve(reply.right.result);
  }

  /** The first reason is the one that counts: who hangs is ended, and dies of that. */
  #lose(reason: IrqlineError): void {
    this.#gone ??= reason;
    clearInterval(this.#heartbeat);
    this.#link.kill();
    this.#waiting?.reject(this.#gone);
  }
}
