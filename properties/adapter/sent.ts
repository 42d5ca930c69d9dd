/** How many characters are kept of what an adapter was sent: some ten thousand runs. */
const MOST_KEPT = 2 ** 26;

/** All that a program was sent since it was started, to be given to it again. */
export class Sent {
  #lines: string[] | undefined = [];
  #characters = 0;
  #batches = 0;

  add(lines: readonly string[]): void {
    this.#batches += 1;
    this.#characters += lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (this.#characters > MOST_KEPT) this.#lines = undefined;
    else this.#lines?.push(...lines);
  }

  /** How often it was sent lines. */
  get batches(): number {
    return this.#batches;
  }

  /** As it was sent; undefined once that is more than is kept, since half of it would lead somewhere else. */
  get text(): string | undefined {
    return this.#lines?.map((line) => `${line}\n`).join('');
  }
}
