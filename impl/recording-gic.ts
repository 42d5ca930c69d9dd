import * as t from 'io-ts';
import { IrqlineError } from '../spec/errors.js';
import type { Gic } from './gic.js';
import type { Spi } from './int-id.js';
import { decodeState, encodeState, type SavedStateFormat } from './saved-state.js';

/** The level of each line that was ever driven, by INTID. */
const levelsFormat: SavedStateFormat<readonly [intId: number, level: boolean][]> = {
  name: 'irqline/recording-gic',
  version: 1,
  codec: t.readonlyArray(t.tuple([t.number, t.boolean])),
};

/** What was asked of a {@link RecordingGic}, in order. */
export interface RecordedSignal {
  readonly kind: 'pulse' | 'assert' | 'deassert';
  readonly intId: number;
}

/**
 * A GIC that writes down what is asked of it, refuses on request, and knows the level of each line; for tests of what
 * stands in front of a GIC. Used within one thread.
 */
export class RecordingGic implements Gic {
  readonly #signals: RecordedSignal[] = [];
  readonly #levels = new Map<number, boolean>();
  #refusals = 0;
  #halfPulses = 0;

  /** Takes the signals recorded since the last call. */
  take(): readonly RecordedSignal[] {
    return this.#signals.splice(0);
  }

  /** Whether the line is high. */
  level(spi: Spi): boolean {
    return this.#levels.get(spi.raw) ?? false;
  }

  /** The next `count` signals are refused and change nothing. */
  refuseNext(count: number): void {
    this.#refusals = count;
  }

  /** The second half of the next pulse fails and leaves the line high. */
  failNextPulseHalfWay(): void {
    this.#halfPulses = 1;
  }

  pulseSpi(spi: Spi): void {
    this.#refuseIfAsked(spi);
    if (this.#halfPulses > 0) {
      this.#halfPulses = 0;
      this.#drive(spi, true);
      throw new IrqlineError('GIC_LINE_LEFT_HIGH', `${spi.toString()}, as the test asked`);
    }
    this.#levels.set(spi.raw, false);
    this.#signals.push({ kind: 'pulse', intId: spi.raw });
  }

  setSpiLevel(spi: Spi, level: boolean): void {
    this.#refuseIfAsked(spi);
    this.#drive(spi, level);
  }

  saveState(): Uint8Array {
    return encodeState(levelsFormat, [...this.#levels]);
  }

  restoreState(state: Uint8Array): void {
    const levels = decodeState(levelsFormat, state);
    this.#levels.clear();
    for (const [intId, level] of levels) this.#levels.set(intId, level);
  }

  #drive(spi: Spi, level: boolean): void {
    this.#levels.set(spi.raw, level);
    this.#signals.push({ kind: level ? 'assert' : 'deassert', intId: spi.raw });
  }

  #refuseIfAsked(spi: Spi): void {
    if (this.#refusals === 0) return;
    this.#refusals -= 1;
    throw new IrqlineError('GIC_REFUSED', `${spi.toString()}, as the test asked`);
  }
}
