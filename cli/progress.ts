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
    const ratePerSecond = done / elapsedSeconds;
    const shown = {
      rate: Math.round(ratePerSecond).toLocaleString('en'),
      left: done === 0 ? 'unknown time' : clock((total - done) / ratePerSecond),
    };
    if (this.#bar === undefined) {
      this.#bar = new SingleBar({
        format: `${this.#what} {bar} {percentage}% | {value}/{total} ${this.#unit} | {rate}/s | {left} left`,
        stream: process.stderr,
        barsize: 24,
        fps: 4,
        noTTYOutput: true,
        notTTYSchedule: 5000,
        clearOnComplete: true,
        hideCursor: true,
      });
      this.#bar.start(total, done, shown);
    }
    this.#bar.update(done, shown);
  }

  stop(): void {
    this.#bar?.stop();
  }
}

/** `42s`, or `3m05s`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}
