/** What is shown of many lines: those with which they begin, where a panic says why, and those with which they end. */
const FIRST = 4;
const LAST = 12;
const LINE_LENGTH = 200;

/**
 * What a program says on standard error while it does what it was last asked. What it said before that is forgotten once
 * it has answered, and no sooner: it may be about to end, and these be its last words.
 */
export class LastWords {
  #before = new Lines();
  #now = new Lines();

  hear(line: string): void {
    const words = line.trimEnd().slice(0, LINE_LENGTH);
    if (words !== '') this.#now.add(words);
  }

  /** It is asked the next thing. */
  asked(): void {
    this.#before = this.#now;
    this.#now = new Lines();
  }

  /** It has answered, so that it was alive when it was asked. */
  answered(): void {
    this.#before = new Lines();
  }

  /** In lines; empty when it said nothing. */
  get text(): string {
    return [...this.#before.shown(), ...this.#now.shown()].join('\n');
  }
}

/** Lines, of which only so many are kept. */
class Lines {
  readonly #first: string[] = [];
  readonly #last: string[] = [];
  #leftOut = 0;

  add(line: string): void {
    if (this.#first.length < FIRST) {
      this.#first.push(line);
      return;
    }
    this.#last.push(line);
    if (this.#last.length <= LAST) return;
    this.#last.shift();
    this.#leftOut += 1;
  }

  shown(): readonly string[] {
    const gap = this.#leftOut === 0 ? [] : [`… ${this.#leftOut} line${this.#leftOut === 1 ? '' : 's'}`];
    return [...this.#first, ...gap, ...this.#last];
  }
}
