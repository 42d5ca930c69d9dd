import type { Readable, Writable } from 'node:stream';

/** How messages are told apart on a stream. */
export interface Framing {
  encode(messages: readonly string[]): string;
  /** The whole messages of what was heard, and the beginning of one that is not whole. */
  decode(text: string): { readonly messages: readonly string[]; readonly rest: string };
}

export const lines: Framing = {
  encode: (messages) => messages.map((message) => `${message}\n`).join(''),
  decode: (text) => {
    const all = text.split('\n');
    const rest = all.pop() ?? '';
    return { messages: all.map((line) => line.trimEnd()), rest };
  },
};

interface Question {
  /** How many answers still have to come. */
  left: number;
  readonly answers: string[];
  readonly resolve: (answers: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** Each message that we say is answered by one, in order. Whatever else is said in between is news. */
export class Conversation {
  readonly #out: Writable;
  readonly #framing: Framing;
  readonly #questions: Question[] = [];
  #rest = '';
  #failure: Error | undefined;

  /** @param isNews - whether a message answers nothing */
  constructor(input: Readable, out: Writable, framing: Framing, isNews: (message: string) => boolean = () => false) {
    this.#out = out;
    this.#framing = framing;
    input.setEncoding('utf8').on('data', (text: string) => {
      const { messages, rest } = this.#framing.decode(`${this.#rest}${text}`);
      this.#rest = rest;
      for (const message of messages) if (!isNews(message)) this.#hear(message);
    });
  }

  /** Says messages in one go, and waits for the answer to each. @throws what `fail` was given */
  ask(messages: readonly string[]): Promise<readonly string[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (messages.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#questions.push({ left: messages.length, answers: [], resolve, reject });
      this.#out.write(this.#framing.encode(messages));
    });
  }

  /** Nobody answers any more. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#questions.splice(0)) reject(this.#failure);
  }

  #hear(message: string): void {
    const [question] = this.#questions;
    if (question === undefined) return; // it was called off
    question.answers.push(message);
    question.left -= 1;
    if (question.left > 0) return;
    this.#questions.shift();
    question.resolve(question.answers);
  }
}
