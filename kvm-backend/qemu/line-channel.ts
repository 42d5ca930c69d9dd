import type { Readable, Writable } from 'node:stream';

interface Question {
  /** How many lines still have to come. */
  left: number;
  readonly answers: string[];
  readonly resolve: (answers: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** A conversation in lines: each that we say is answered by one, in order. Whatever else is said in between is news. */
export class LineChannel {
  readonly #out: Writable;
  readonly #questions: Question[] = [];
  #rest = '';
  #failure: Error | undefined;

  /** @param isNews - takes a line that answers nothing */
  constructor(input: Readable, out: Writable, isNews: (line: string) => boolean) {
    this.#out = out;
    input.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${this.#rest}${text}`.split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) if (!isNews(line)) this.#hear(line.trimEnd());
    });
  }

  /** Says lines in one go, and waits for the answer to each. @throws what `fail` was given */
  ask(lines: readonly string[]): Promise<readonly string[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (lines.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#questions.push({ left: lines.length, answers: [], resolve, reject });
      this.#out.write(`${lines.join('\n')}\n`);
    });
  }

  /** Nobody answers any more. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#questions.splice(0)) reject(this.#failure);
  }

  #hear(line: string): void {
    const [question] = this.#questions;
    if (question === undefined) return; // it was called off
    question.answers.push(line);
    question.left -= 1;
    if (question.left > 0) return;
    this.#questions.shift();
    question.resolve(question.answers);
  }
}
