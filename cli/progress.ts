import { SingleBar } from 'cli-progress';

/** Reports how far long work is, on stderr; says nothing about work that is over within a second. */
export class Progress {
  readonly #start = performance.now();
  readonly #what: string;
  readonly #unit: string;
  #bar: SingleBar | undefined;

  /** @param what - `device`, say; @param unit - what is counted: `runs` */
  constructor(what: string, unit: string) {
    this.#what = what;
    this.#unit = unit;
  }

  update(done: number, total: number): void {
    const elapsedSeconds = (performance.now() - this.#start) / 1000;
    if (elapsedSeconds < 1) return;
    if (this.#bar === undefined) {
      this.#bar = new SingleBar({
        format: `${this.#what} {bar} {percentage}% | {value}/{total} ${this.#unit} | {rate}/s | {eta_formatted} left`,
        stream: process.stderr,
        barsize: 24,
        fps: 4,
        noTTYOutput: true,
        notTTYSchedule: 5000,
        clearOnComplete: true,
        hideCursor: true,
      });
      this.#bar.start(total, done, { rate: '' });
    }
    this.#bar.update(done, { rate: Math.round(done / elapsedSeconds).toLocaleString('en') });
  }

  stop(): void {
    this.#bar?.stop();
  }
}
