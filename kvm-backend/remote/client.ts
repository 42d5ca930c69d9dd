import { isLeft } from 'fp-ts/lib/Either.js';
import { IrqlineError } from '../../spec/errors.js';
import { deadlinesOf, USUAL_PATIENCE_MS, type Deadlines } from './deadlines.js';
import { failureError } from './failure.js';
import type { Link } from './link.js';
import { Greeting, PROTOCOL, Reply, type Request } from './protocol.js';

/** How often to tell an idle emulated host that we are still here; it powers itself off when nobody does. */
const HEARTBEAT_MS = 10_000;

/** Starts the other side again. @param silent - why */
export type Restart = (silent: IrqlineError) => Promise<KvmClient>;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Asks the process that runs KVM, and ends it when it does not answer in time. */
export class KvmClient {
  readonly greeting: Greeting;
  readonly #link: Link;
  readonly #deadlines: Deadlines;
  readonly #waiting = new Map<number, Waiting>();
  readonly #heartbeat: NodeJS.Timeout;
  #asked = 0;
  #gone: IrqlineError | undefined;
  #restart: Restart | undefined;
  /** Who answers in its place since it fell silent. */
  #successor: KvmClient | undefined;

  private constructor(link: Link, deadlines: Deadlines, greeting: Greeting) {
    this.#link = link;
    this.#deadlines = deadlines;
    this.greeting = greeting;
    this.#heartbeat = setInterval(() => link.send('{}'), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Why the other side is there no more, KVM_HOST_DIED or KVM_HOST_SILENT; nothing while it is. */
  get gone(): IrqlineError | undefined {
    return this.#successor === undefined ? this.#gone : this.#successor.gone;
  }

  /** How often it fell silent and was started again. */
  get restarts(): number {
    return this.#successor === undefined ? 0 : 1 + this.#successor.restarts;
  }

  /**
   * When it falls silent it is started again, once, and asked again what it was asked: nothing lasts from one request to
   * the next. Who falls silent at the same request again counts as silent.
   */
  restartOnce(restart: Restart): void {
    this.#restart = restart;
  }

  /**
   * Waits until the other side is ready.
   * @throws IrqlineError KVM_HOST_DIED, KVM_HOST_SILENT, KVM_HOST_FOREIGN; the link is dead then
   */
  static async connect(link: Link, deadlines: Deadlines = deadlinesOf(USUAL_PATIENCE_MS)): Promise<KvmClient> {
    let deliver = ignore;
    const first = new Promise<string>((resolve) => {
      deliver = resolve;
    });
    link.onMessage((message) => deliver(message));
    try {
      const message = await greetingOf(link, deadlines, first);
      const client = new KvmClient(link, deadlines, decodeGreeting(message));
      deliver = (reply) => client.#take(reply);
      void link.ended.then((reason) => client.#lose(died(link, reason)));
      return client;
    } catch (error) {
      link.kill();
      throw error;
    }
  }

  /**
   * One operation of the other side, and its result.
   * @throws IrqlineError what the other side threw, or KVM_HOST_DIED, KVM_HOST_SILENT, KVM_MESSAGE_TOO_LONG
   */
  async request(operation: string, body: unknown): Promise<unknown> {
    if (this.#successor !== undefined) return this.#successor.request(operation, body);
    try {
      return await this.#ask(operation, body);
    } catch (error) {
      const restart = this.#restart;
      if (restart === undefined || !(error instanceof IrqlineError) || error.code !== 'KVM_HOST_SILENT') throw error;
      this.#restart = undefined;
      await this.#link.ended;
      this.#successor = await this.#startAgain(restart, error);
      return await this.#successor.request(operation, body);
    }
  }

  /** @throws IrqlineError KVM_HOST_SILENT with what kept it from starting: it is as gone as if nobody had tried */
  async #startAgain(restart: Restart, silent: IrqlineError): Promise<KvmClient> {
    try {
      return await restart(silent);
    } catch (error) {
      if (!(error instanceof IrqlineError)) throw error;
      const why = `${silent.detail}\nand it could not be started again: ${error.detail} [${error.code}]`;
      this.#gone = new IrqlineError('KVM_HOST_SILENT', why, { cause: error });
      throw this.#gone;
    }
  }

  async #ask(operation: string, body: unknown): Promise<unknown> {
    if (this.#gone !== undefined) throw this.#gone;
    const request: Request = { id: ++this.#asked, operation, body };
    const answer = new Promise((resolve, reject) => this.#waiting.set(request.id, { resolve, reject }));
    try {
      this.#link.send(JSON.stringify(request));
      return await inTime(this.#link, this.#deadlines.requestMs, operation, answer, (error) => this.#lose(error));
    } finally {
      this.#waiting.delete(request.id);
    }
  }

  /** Ends the other side and waits until it is gone. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#link.kill();
    await this.#link.ended;
    await this.#successor?.close();
  }

  #take(message: string): void {
    const reply = Reply.decode(parse(message));
    if (isLeft(reply)) return; // a stray line: what matters is asked for by id, and its deadline
    const waiting = this.#waiting.get(reply.right.id);
    if ('failure' in reply.right) waiting?.reject(failureError(reply.right.failure));
    else waiting?.resolve(reply.right.result);
  }

  /** The first reason is the one that counts: who hangs is ended, and dies of that. */
  #lose(error: IrqlineError): void {
    clearInterval(this.#heartbeat);
    this.#gone ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#gone);
  }
}

function ignore(_message: string): void {
  // nobody waits yet
}

/** The first message, from whoever has said anything at all by the first deadline. */
async function greetingOf(link: Link, deadlines: Deadlines, first: Promise<string>): Promise<string> {
  const { firstWordsMs, greetingMs } = deadlines;
  let timer: NodeJS.Timeout | undefined;
  const mute = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      if (link.lastWords() === '') reject(new IrqlineError('KVM_HOST_SILENT', `not a word in ${firstWordsMs} ms`));
    }, firstWordsMs);
  });
  try {
    return await inTime(link, greetingMs, 'the greeting', Promise.race([first, mute]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param onLate - is told before the other side is ended for it */
async function inTime<T>(
  link: Link,
  timeoutMs: number,
  what: string,
  answer: Promise<T>,
  onLate?: (error: IrqlineError) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new IrqlineError('KVM_HOST_SILENT', withLastWords(`${what} took over ${timeoutMs} ms`, link));
      onLate?.(error);
      link.kill();
      reject(error);
    }, timeoutMs);
  });
  const gone = link.ended.then((reason) => {
    throw died(link, reason);
  });
  try {
    return await Promise.race([answer, late, gone]);
  } finally {
    clearTimeout(timer);
    gone.catch(() => undefined);
    answer.catch(() => undefined);
  }
}

function died(link: Link, reason: string): IrqlineError {
  return new IrqlineError('KVM_HOST_DIED', withLastWords(reason, link));
}

function withLastWords(what: string, link: Link): string {
  const words = link.lastWords().trimEnd();
  return words === '' ? what : `${what}; its last words:\n${words}`;
}

function decodeGreeting(message: string): Greeting {
  const greeting = Greeting.decode(parse(message));
  if (isLeft(greeting)) throw new IrqlineError('KVM_HOST_FOREIGN', `it greeted with ${message.slice(0, 80)}`);
  if (greeting.right.protocol === PROTOCOL) return greeting.right;
  throw new IrqlineError('KVM_HOST_FOREIGN', `it speaks protocol ${greeting.right.protocol}, this is ${PROTOCOL}`);
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
