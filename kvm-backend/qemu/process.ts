import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { IrqlineError, type ErrorCode } from '../../spec/errors.js';
import { endedWithUs } from '../host/command.js';
import { Conversation, lines } from './conversation.js';
import { packets } from './gdb-packets.js';

/** How much is kept of what it says on its standard error, in characters: the last lines matter. */
const WORDS = 4096;

interface Streams {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly monitor: Duplex;
  readonly stub: Duplex;
}

interface Message {
  readonly QMP?: unknown;
  readonly event?: string;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** A process of QEMU, and what is said to it. It ends with us, whichever way we end. */
export class QemuProcess {
  readonly ended: Promise<void>;
  isGone = false;
  readonly #child: ChildProcess;
  readonly #qtest: Conversation;
  readonly #monitor: Conversation;
  readonly #stub: Conversation;
  readonly #patienceMs: number;
  #words = '';
  #awaited:
    { readonly event: string; readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  /**
   * @param qemu - the path of the program
   * @param patienceMs - how long it may take to answer
   */
  constructor(qemu: string, args: readonly string[], patienceMs: number) {
    const [program, all] = endedWithUs(qemu, args);
    // In a process group of its own: Ctrl-C is for us to hear.
    this.#child = spawn(program, all, { stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'], detached: true });
    this.#patienceMs = patienceMs;
    const { stdin, stdout, stderr, monitor, stub } = streamsOf(this.#child);
    stderr.on('data', (piece: Buffer) => (this.#words = `${this.#words}${piece.toString('utf8')}`.slice(-WORDS)));
    this.#qtest = new Conversation(stdout, stdin, lines, (line) => line.startsWith('IRQ '));
    this.#monitor = new Conversation(monitor, monitor, lines, (line) => this.#isNews(line));
    this.#stub = new Conversation(stub, stub, packets);
    for (const stream of [stdin, monitor, stub]) stream.on('error', () => undefined); // a write to one that has ended; `ended` tells
    const kill = (): void => this.kill();
    process.once('exit', kill);
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        process.off('exit', kill);
        this.#fail('QEMU_DIED', `it ended with ${how}: ${this.#lastWords()}`);
        resolve();
      };
      this.#child.once('error', ({ message }) => end(message));
      this.#child.once('close', (code, signal) => end(String(code ?? signal)));
    });
  }

  /** Lines of qtest. @returns the answer to each @throws IrqlineError QEMU_DIED, QEMU_SILENT, as all that asks */
  qtest(commands: readonly string[]): Promise<readonly string[]> {
    return this.#inTime(this.#qtest.ask(commands));
  }

  /** Packets of gdb's remote protocol. @returns the answer to each */
  stub(messages: readonly string[]): Promise<readonly string[]> {
    return this.#inTime(this.#stub.ask(messages));
  }

  /** A command of the monitor. @returns what it returned */
  async monitor(execute: string, args: object = {}): Promise<unknown> {
    const question = JSON.stringify({ execute, arguments: args });
    const [answer = '{}'] = await this.#inTime(this.#monitor.ask([question]));
    const { error, return: result } = JSON.parse(answer) as Message;
    if (error !== undefined) throw new IrqlineError('QEMU_DIED', `${execute}: ${error.desc}`);
    return result;
  }

  /** Waits for an event; to be called before what brings it. */
  news(event: string): Promise<void> {
    return this.#inTime(
      new Promise((resolve, reject) => {
        this.#awaited = { event, resolve, reject };
      }),
    );
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #isNews(line: string): boolean {
    const { QMP, event } = JSON.parse(line) as Message;
    if (event !== undefined && event === this.#awaited?.event) {
      this.#awaited.resolve();
      this.#awaited = undefined;
    }
    return QMP !== undefined || event !== undefined;
  }

  async #inTime<Value>(answer: Promise<Value>): Promise<Value> {
    const late = setTimeout(() => {
      this.#fail('QEMU_SILENT', `nothing for ${this.#patienceMs} ms: ${this.#lastWords()}`);
      this.kill();
    }, this.#patienceMs);
    return answer.finally(() => clearTimeout(late));
  }

  #fail(code: ErrorCode, detail: string): void {
    this.isGone = true;
    const error = new IrqlineError(code, detail);
    this.#qtest.fail(error);
    this.#monitor.fail(error);
    this.#stub.fail(error);
    this.#awaited?.reject(error);
    this.#awaited = undefined;
  }

  #lastWords(): string {
    return this.#words.trim().split('\n').slice(-3).join(' / ');
  }
}

/** What `stdio` made; the last two are sockets. */
function streamsOf({ stdin, stdout, stderr, stdio }: ChildProcess): Streams {
  if (stdin === null || stdout === null || stderr === null) throw new Error('every stream is a pipe');
  return { stdin, stdout, stderr, monitor: stdio[3] as Duplex, stub: stdio[4] as Duplex };
}
