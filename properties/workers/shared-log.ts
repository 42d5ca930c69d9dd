/** What the log can say of an actor: steps of the delivery model, and two that it does not have. */
export const loggedKinds = [
  'publish',
  'update',
  'pulse',
  'take',
  'read',
  'ack',
  'service',
  'eoi',
  'open',
  'reset',
] as const;

/** The name of a logged step. */
export type LoggedKind = (typeof loggedKinds)[number];

/** One step of one actor, with what could be seen of the shared state inside the critical section. */
export interface LogEntry {
  /** Device threads are 0, 1, 2 and so on; the driver comes after them. */
  readonly actor: number;
  /** The index of the line that it acted on. */
  readonly line: number;
  readonly kind: LoggedKind;
  /** The bits of the step: published, updated, acknowledged, serviced. */
  readonly bits: number;
  /** InterruptStatus after the step, where it was read inside the line's critical section. */
  readonly status?: number;
  /** The wire and the latch after the step, where it was taken inside the GIC's. */
  readonly wire?: { readonly line: boolean; readonly latch: boolean };
}

const NEXT = 0;
const HEADER_WORDS = 1;
const WORDS_PER_ENTRY = 4;
const NOT_SEEN = -1;

/** A log in shared memory that any thread may append to; the tickets that order it come from one atomic counter. */
export class SharedLog {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** @param capacity - how many entries it can take */
  static withCapacity(capacity: number): SharedLog {
    return new SharedLog(new SharedArrayBuffer((HEADER_WORDS + capacity * WORDS_PER_ENTRY) * 4));
  }

  /** Call it inside the critical section of what the entry is about: then the order of tickets is that of the sections. */
  append({ actor, line, kind, bits, status, wire }: LogEntry): void {
    const ticket = Atomics.add(this.#words, NEXT, 1);
    const at = HEADER_WORDS + ticket * WORDS_PER_ENTRY;
    if (at + WORDS_PER_ENTRY > this.#words.length) throw new Error(`the log is full after ${ticket} entries`);
    this.#words[at] = (line << 16) | (actor << 8) | loggedKinds.indexOf(kind);
    this.#words[at + 1] = bits;
    this.#words[at + 2] = status ?? NOT_SEEN;
    this.#words[at + 3] = wire === undefined ? NOT_SEEN : Number(wire.line) | (Number(wire.latch) << 1);
  }

  /** Everything logged so far, in order. Only when every writer has stopped. */
  *entries(): Generator<LogEntry> {
    for (let ticket = 0; ticket < Atomics.load(this.#words, NEXT); ticket += 1) {
      const at = HEADER_WORDS + ticket * WORDS_PER_ENTRY;
      const [who = 0, bits = 0, status = NOT_SEEN, wire = NOT_SEEN] = this.#words.subarray(at, at + WORDS_PER_ENTRY);
      const kind = loggedKinds[who & 0xff];
      if (kind === undefined) throw new Error(`entry ${ticket} was never written`);
      yield {
        actor: (who >> 8) & 0xff,
        line: who >> 16,
        kind,
        bits,
        ...(status === NOT_SEEN ? {} : { status }),
        ...(wire === NOT_SEEN ? {} : { wire: { line: (wire & 1) !== 0, latch: (wire & 2) !== 0 } }),
      };
    }
  }
}
