import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { LineReader, toLine, type SharedArea } from '../remote/framing.js';
import type { Link } from '../remote/link.js';

export interface ChildOptions {
  /** For messages too long for the line; without, every message goes over it. */
  readonly areas?: { readonly outgoing: SharedArea; readonly incoming: SharedArea };
  /** Descriptors that it is given beside its standard streams, from {@link FIRST_FILE} on. */
  readonly files?: readonly number[];
  /** What else it printed for people, beside standard error. */
  readonly console?: () => string;
  /** Called once, when the child is gone or we are about to be. */
  readonly clear?: () => void;
}

/** Which descriptor the first of the files is in the child. */
export const FIRST_FILE = 3;

/** What is kept of the last words: lines, and characters of each. */
const WORDS = 40;
const LINE_LENGTH = 160;
/** Of what it says on standard error, in characters: more than those lines, however little they say. */
const KEPT = 2 ** 15;
const ignore = (): void => undefined;

/** A child process that speaks in messages on its standard streams. It is ended when we end, whichever way we do. */
export class ChildLink implements Link {
  readonly ended: Promise<string>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #options: ChildOptions;
  #listener: (message: string) => void = ignore;
  #errors = '';
  #lastWords: string | undefined;

  constructor(program: string, args: readonly string[], options: ChildOptions) {
    this.#options = options;
    // In a process group of its own: Ctrl-C is for us to hear, and for us to end the child when what it does is reported.
    const stdio = ['pipe', 'pipe', 'pipe', ...(options.files ?? [])] as const;
    this.#child = spawn(program, args, { stdio: [...stdio], detached: true }) as ChildProcessWithoutNullStreams;
    this.#child.stdin.on('error', ignore); // a write to a child that has ended; `ended` tells
    this.#child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      this.#errors = `${this.#errors}${piece}`.slice(-KEPT);
    });
    const reader = new LineReader(options.areas?.incoming, (message) => this.#listener(message));
    this.#child.stdout.on('data', (piece: Buffer) => reader.feed(piece));
    const leave = () => {
      this.kill();
      options.clear?.();
    };
    process.once('exit', leave);
    this.ended = new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
      this.#child.once('close', (code, signal) => resolve(`it ended with ${code ?? signal ?? 'no status'}`));
    }).finally(() => {
      process.off('exit', leave);
      this.#lastWords = this.lastWords();
      options.clear?.();
    });
  }

  send(message: string): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(toLine(message, this.#options.areas?.outgoing));
  }

  onMessage(listener: (message: string) => void): void {
    this.#listener = listener;
  }

  lastWords(): string {
    if (this.#lastWords !== undefined) return this.#lastWords;
    const lines = `${this.#errors}${this.#options.console?.() ?? ''}`
      .split('\n')
      .map((line) => line.trimEnd().slice(0, LINE_LENGTH));
    return lines
      .filter((line) => line !== '')
      .slice(-WORDS)
      .join('\n');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
