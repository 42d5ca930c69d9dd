import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { describeDecodeErrors } from '../../impl/index.js';
import type { Language, Played, RemoteSubject, ShownOutcome } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import { same } from '../same.js';
import { hideableOf, leftOut, shownDecoders, type ShownDecoders } from '../shown.js';
import { AdapterClient, shortened, THE_ADAPTER, type Answers } from './client.js';
import { AdapterDied } from './died.js';
import { decodeHello, type Hello } from './hello.js';
import { merged } from './merged.js';
import { ADAPTER_PROTOCOL } from './protocol.js';

type Shown = ShownOutcome<Language>;

/** How long an answer may take unless somebody says otherwise. */
export const ADAPTER_PATIENCE_MS = 60_000;

/** How an adapter is started. */
export interface AdapterStart {
  /** For the shell. */
  readonly command: string;
  /** How long an answer may take, in milliseconds; from 1, and at most 2^30. */
  readonly patienceMs?: number;
  /** What to call its process in what is told of it. */
  readonly who?: string;
}

/** Somebody else's implementation, behind a program that speaks in lines. */
export class AdapterSubject implements RemoteSubject<Language> {
  readonly hello: Hello;
  readonly #start: Required<AdapterStart>;
  readonly #decoders: ShownDecoders;
  #client: AdapterClient;
  /** Whether it has been seen to die of a run, twice of the same. */
  #isMortal = false;
  #isClosed = false;

  private constructor(start: Required<AdapterStart>, client: AdapterClient, hello: Hello) {
    this.#start = start;
    this.#client = client;
    this.hello = hello;
    this.#decoders = shownDecoders(hello.kit.codecs, hello.hides);
  }

  /**
   * Starts an adapter, and hears what it says of itself.
   * @throws IrqlineError ADAPTER_NOT_STARTED, ADAPTER_DIED_AT_HELLO, ADAPTER_SILENT, ADAPTER_UNABLE,
   *   ADAPTER_FOREIGN, ADAPTER_MALFORMED
   */
  static async open(start: AdapterStart): Promise<AdapterSubject> {
    const whole = { patienceMs: ADAPTER_PATIENCE_MS, who: THE_ADAPTER, ...start };
    const [client, hello] = await greeted(whole);
    return new AdapterSubject(whole, client, hello);
  }

  get hides(): readonly string[] {
    return this.hello.hides;
  }

  get name(): string {
    return this.hello.name;
  }

  supports({ kind }: Language['action']): boolean {
    return this.hello.actions.includes(kind);
  }

  refuses(config: Language['config']): string | undefined {
    if (same(merged(config, this.hello.config), config)) return undefined;
    return `its configuration has ${JSON.stringify(this.hello.config)}`;
  }

  /**
   * A run. Who dies of it is asked for the same run again: if it dies again that is what the run leads to.
   * @throws IrqlineError as {@link AdapterSubject.open}, and {@link AdapterDied}
   */
  async run(config: Language['config'], actions: readonly Language['action'][]): Promise<Played<Language, Shown>> {
    const requests = [{ kind: 'reset', config }, ...actions.map((action) => ({ kind: 'apply', action }))];
    const lines = requests.map((request) => JSON.stringify(request));
    const first = await this.#ask(lines);
    if (first.end === undefined) return this.#understood(lines, first);
    const { sent } = this.#client;
    // One that was closed in the middle is not started again.
    const second = this.#isMortal || this.#isClosed ? first : await this.#ask(lines);
    if (second.end === undefined || this.#isClosed) {
      const where = `in run ${sent.batches - 1} since its start, after ${shortened(lines[first.lines.length] ?? '')}`;
      throw new AdapterDied(`${where} ${first.end.how}`, sent.text);
    }
    this.#isMortal = true;
    return this.#understood(lines, second);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#client.close();
  }

  async #ask(lines: readonly string[]): Promise<Answers> {
    if (this.#client.isGone) {
      const [client, { name }] = await greeted(this.#start);
      this.#client = client;
      if (name !== this.name) {
        throw new IrqlineError('ADAPTER_FOREIGN', `started again, it calls itself ${name} and not ${this.name}`);
      }
    }
    return this.#client.ask(lines);
  }

  #understood(requests: readonly string[], { lines, end }: Answers): Played<Language, Shown> {
    const outcomes: Shown[] = [];
    for (const [index, line] of lines.entries()) {
      const request = requests[index] ?? '';
      const answer = valueOf(Answer.decode(parsed(line, request)), request, line);
      if (answer.crash !== undefined) return { outcomes, crash: answer.crash };
      // The first answer is to the reset.
      if (index > 0) outcomes.push(this.#outcome(answer, request, line));
    }
    return { outcomes, ...(end === undefined ? {} : { crash: end.how }) };
  }

  #outcome({ observation, view }: Answer, request: string, line: string): Shown {
    const part = (name: 'observation' | 'view', fields: unknown): object => {
      const decoded = this.#decoders[name].decode(fields ?? {});
      if (!isLeft(decoded)) return decoded.right;
      throw malformed(request, line, `${name}.${this.#orHidden(describeDecodeErrors(decoded.left))}`);
    };
    // What is hidden and shown all the same is not looked at.
    return leftOut({ observation: part('observation', observation), view: part('view', view) }, this.hides);
  }

  /** What is wrong, and what else to do where a field is missing that need not be there. */
  #orHidden(wrong: string): string {
    const field = hideableOf(this.hello.kit.codecs).find((name) => wrong.startsWith(`${name} is missing`));
    return field === undefined ? wrong : `${wrong}, or "${field}" in the hello's \`hides\``;
  }
}

const Fields = t.record(t.string, t.unknown);
const Answer = t.partial({ observation: Fields, view: Fields, crash: t.string });
type Answer = t.TypeOf<typeof Answer>;

async function greeted(start: Required<AdapterStart>): Promise<readonly [AdapterClient, Hello]> {
  const client = new AdapterClient(start.command, start.patienceMs, start.who);
  const request = JSON.stringify({ kind: 'hello', protocol: ADAPTER_PROTOCOL });
  try {
    const { lines, end } = await client.ask([request]);
    if (end !== undefined) {
      throw new IrqlineError(end.wasNeverThere ? 'ADAPTER_NOT_STARTED' : 'ADAPTER_DIED_AT_HELLO', end.how);
    }
    const [line = ''] = lines;
    const said = valueOf(Fields.decode(parsed(line, request)), request, line);
    if (typeof said['crash'] === 'string') throw new IrqlineError('ADAPTER_UNABLE', said['crash']);
    return [client, decodeHello(said)];
  } catch (error) {
    await client.close();
    throw error;
  }
}

function valueOf<Value>(decoded: t.Validation<Value>, request: string, line: string): Value {
  if (!isLeft(decoded)) return decoded.right;
  throw malformed(request, line, describeDecodeErrors(decoded.left));
}

function parsed(line: string, request: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw malformed(request, line, 'it is not JSON');
  }
}

function malformed(request: string, line: string, why: string): IrqlineError {
  return new IrqlineError(
    'ADAPTER_MALFORMED',
    [why, `asked:    ${shortened(request)}`, `answered: ${shortened(line)}`].join('\n'),
  );
}
