import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LastWords } from './last-words.js';

/** How long a program whose input has ended may take to leave by itself, and what it said to come through once it has. */
const FAREWELL_MS = 1000;
/** How a shell says that it found no such program, or could not run it. */
const NOT_THERE: ReadonlySet<number | null> = new Set([126, 127]);

/** How a program came to its end. */
export interface End {
  /** `ended with 1`, say. */
  readonly how: string;
  /** Whether the shell could not start it at all. */
  readonly wasNeverThere: boolean;
}

/** Somebody else's program, which reads lines and answers with lines. It never outlives us. */
export class AdapterProcess {
  /** Resolves once it is gone and all that it wrote has been heard. */
  readonly ended: Promise<End>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #words = new LastWords();

  /**
   * @param command - for the shell, so that it can be written as one types it
   * @param onLine - called with each line of its standard output
   */
  constructor(command: string, onLine: (line: string) => void) {
    // In a process group of its own: Ctrl-C is for us to hear, and whatever the shell starts is ended with it.
    this.#child = spawn(command, { shell: true, stdio: 'pipe', detached: true });
    this.#child.stdin.on('error', ignore); // a write to one that is gone; `ended` tells
    createInterface({ input: this.#child.stdout }).on('line', onLine);
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#words.hear(line));
    this.#child.once('exit', () => this.#hearOut());
    const leave = (): void => this.kill();
    process.once('exit', leave);
    this.ended = new Promise<End>((resolve) => {
      this.#child.once('error', ({ message }) => resolve({ how: `was not started: ${message}`, wasNeverThere: true }));
      this.#child.once('close', (code, signal) =>
        resolve({ how: `ended with ${code ?? signal}`, wasNeverThere: NOT_THERE.has(code) }),
      );
    }).finally(() => {
      process.off('exit', leave);
      this.kill(); // what it started and left behind
    });
  }

  send(lines: readonly string[]): void {
    this.#words.asked();
    if (this.#child.stdin.writable) this.#child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** What it last said on standard error. */
  get words(): Pick<LastWords, 'answered' | 'text'> {
    return this.#words;
  }

  /** Ends it at once, and all that it started. Harmless when it is gone. */
  kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // it is gone already
    }
  }

  /** Lets it leave by itself, now that its input has ended; if it does not, ends it. */
  async leave(): Promise<void> {
    const timer = setTimeout(() => this.kill(), FAREWELL_MS);
    this.#child.stdin.end();
    await this.ended;
    clearTimeout(timer);
  }

  /** Its streams end with the last who holds them, and that may be a helper of its own that we know nothing of. */
  #hearOut(): void {
    const { stdout, stderr } = this.#child;
    const stop = (): void => void [stdout, stderr].map((stream) => stream.destroy());
    // Not in the timer itself: when we were busy meanwhile, what it said is still to be read.
    const timer = setTimeout(() => setImmediate(stop), FAREWELL_MS);
    this.#child.once('close', () => clearTimeout(timer));
  }
}

function ignore(): void {
  // nothing to do
}
