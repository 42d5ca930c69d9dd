import { IrqlineError } from '../../spec/index.js';
import { AdapterProcess, type End } from './process.js';
import { Sent } from './sent.js';

/** What a program said to a number of lines: fewer lines than those when it came to its end. */
export interface Answers {
  readonly lines: readonly string[];
  /** How it ended, with its last words. */
  readonly end?: End;
}

/** What a program is called unless somebody says otherwise. */
export const THE_ADAPTER = 'the adapter';

const MOST_SHOWN = 500;

interface Waiting {
  readonly wanted: number;
  readonly lines: string[];
  resolve(answers: Answers): void;
  /** Called at each line, since each may take as long. */
  restartClock(): void;
}

/** Asks a program in lines, each of which it answers with a line; ends it when it does not answer in time. */
export class AdapterClient {
  readonly #process: AdapterProcess;
  readonly #patienceMs: number;
  readonly #who: string;
  readonly sent = new Sent();
  #waiting: Waiting | undefined;
  #unasked: string | undefined;
  #end: End | undefined;

  /**
   * @param command - for the shell
   * @param patienceMs - how long each answer may take; from 1, and at most 2^30
   * @param who - what to call it in what is told of it
   */
  constructor(command: string, patienceMs: number, who = THE_ADAPTER) {
    this.#patienceMs = patienceMs;
    this.#who = who;
    this.#process = new AdapterProcess(command, (line) => this.#take(line));
    void this.#notice(this.#process.ended);
  }

  /** Whether it has come to its end. */
  get isGone(): boolean {
    return this.#end !== undefined;
  }

  /**
   * Sends these lines at once, and waits for as many.
   * @throws IrqlineError ADAPTER_SILENT, and ADAPTER_MALFORMED when it speaks unasked; it is ended then
   */
  async ask(requests: readonly string[]): Promise<Answers> {
    if (this.#end !== undefined) return { lines: [], end: this.#end };
    if (this.#unasked !== undefined) this.#refuseToTalk(this.#unasked);
    let timer: NodeJS.Timeout | undefined;
    const answers = new Promise<Answers>((resolve, reject) => {
      const late = (): void => {
        const at = requests[this.#waiting?.lines.length ?? 0] ?? '';
        reject(new IrqlineError('ADAPTER_SILENT', this.#withLastWords(`no answer to ${at} in ${this.#patienceMs} ms`)));
        this.#process.kill();
      };
      const restartClock = (): void => {
        clearTimeout(timer);
        timer = setTimeout(late, this.#patienceMs);
      };
      this.#waiting = { wanted: requests.length, lines: [], resolve, restartClock };
      restartClock();
    });
    this.sent.add(requests);
    this.#process.send(requests);
    try {
      return await answers;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  /** Lets it leave by itself, for a while. */
  async close(): Promise<void> {
    await this.#process.leave();
  }

  async #notice(ended: Promise<End>): Promise<void> {
    const end = await ended;
    this.#end = { ...end, how: this.#withLastWords(`${this.#who} ${end.how}`) };
    this.#waiting?.resolve({ lines: this.#waiting.lines, end: this.#end });
  }

  #take(line: string): void {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.lines.length === waiting.wanted) {
      this.#unasked ??= line;
      return;
    }
    if (waiting.lines.push(line) === 1) this.#process.words.answered();
    if (waiting.lines.length === waiting.wanted) waiting.resolve({ lines: waiting.lines });
    else waiting.restartClock();
  }

  #refuseToTalk(line: string): never {
    this.#process.kill();
    throw new IrqlineError('ADAPTER_MALFORMED', `${this.#who} said ${shortened(line)} without being asked`);
  }

  #withLastWords(what: string): string {
    const words = this.#process.words.text;
    if (words === '') return what;
    return words.includes('\n')
      ? `${what}; its last words:\n${words}\n`
      : `${what}, and its last words were "${words}"`;
  }
}

/** A line as it can be shown: most are shorter. */
export function shortened(line: string): string {
  return line.length <= MOST_SHOWN ? line : `${line.slice(0, MOST_SHOWN)}…`;
}
