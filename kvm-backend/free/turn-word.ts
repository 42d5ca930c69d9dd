import { CALLED_OFF, guestLayout } from '../agent/operations.js';

/** How long a thread that waits for its turn sleeps between two looks, in milliseconds. */
const NAP_MS = 0.1;
const LOOKS_PER_NAP = 200;
const pillow = new Int32Array(new SharedArrayBuffer(4));

/** The word of guest memory that says whose turn it is; the agent's `await` and `publish` use it from within. */
export class TurnWord {
  readonly #words: Uint32Array;

  /** @param memory - the guest's */
  constructor(memory: ArrayBuffer) {
    this.#words = new Uint32Array(memory, guestLayout.turn - guestLayout.memory, 1);
  }

  get value(): number {
    return Atomics.load(this.#words, 0);
  }

  /** Says whose turn it is, unless everyone has been called off. */
  pass(turn: number): void {
    for (let seen = this.value; seen !== CALLED_OFF;) {
      const found = Atomics.compareExchange(this.#words, 0, seen, turn);
      if (found === seen) return;
      seen = found;
    }
  }

  start(): void {
    Atomics.store(this.#words, 0, 0);
  }

  /** Ends all waiting, in the guest and outside. */
  callOff(): void {
    Atomics.store(this.#words, 0, CALLED_OFF);
  }

  /** @param isLate - whether to give up @returns whether it has become this turn */
  await(turn: number, isLate: () => boolean = () => false): boolean {
    for (let looks = 1; ; looks += 1) {
      const { value } = this;
      if (value === turn) return true;
      if (value === CALLED_OFF) return false;
      if (looks % LOOKS_PER_NAP !== 0) continue;
      if (isLate()) return false;
      Atomics.wait(pillow, 0, 0, NAP_MS);
    }
  }
}
