import type { Wire } from './wire.js';

/**
 * The names of the micro-steps, as the delivery model has them. The production programs use `update`, `pulse`, `ack`
 * and `reset`; the others are for programs of other designs.
 */
export type StepName = 'remember' | 'update' | 'pulse' | 'drive1' | 'drive0' | 'ack' | 'driveRemembered' | 'reset';

/** One atomic step of an operation on a line. It runs inside the line's critical section. */
export interface Step {
  readonly name: StepName;
  /** Does the step, and may end the operation by {@link Operation.finish}. */
  readonly run: (wire: Wire, operation: Operation) => void;
}

/** The steps of each operation: how a design delivers interrupts. */
export interface LineProgram {
  readonly trigger: readonly Step[];
  readonly ack: readonly Step[];
  readonly reset: readonly Step[];
}

/**
 * A trigger, an InterruptACK or a reset on its way, to be advanced step by step; other operations may run in between.
 * Each step is atomic towards every other step of the same line, in every thread.
 */
export class Operation {
  /** The bits to set or to acknowledge. */
  bits = 0;
  /** What a step read of the status, for a later one. */
  remembered = 0;
  /** Whether a notification was sent: the gate was open at the update. */
  sent = false;
  readonly #wire: Wire;
  #steps: readonly Step[] = [];
  #at = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /**
   * Starts an operation. An object serves any number of them, one after the other.
   * @throws IrqlineError LINE_REENTERED before it forgets the one that is on its way
   */
  start(steps: readonly Step[], bits: number): this {
    this.#wire.requireOutside();
    this.#steps = steps;
    this.#at = 0;
    this.bits = bits;
    this.remembered = 0;
    this.sent = false;
    return this;
  }

  /** The step that `advance` will do, or undefined when the operation is over. */
  get next(): StepName | undefined {
    return this.#steps[this.#at]?.name;
  }

  /**
   * Does one step.
   * @throws IrqlineError what the GIC threw; the operation is then over
   */
  advance(): void {
    const step = this.#steps[this.#at];
    if (step === undefined) return;
    this.#wire.enter();
    this.#at += 1;
    try {
      step.run(this.#wire, this);
    } catch (error) {
      this.finish();
      throw error;
    } finally {
      this.#wire.leave();
    }
  }

  /**
   * Does all the steps that remain.
   * @throws IrqlineError what the GIC threw; the operation is then over
   */
  complete(): this {
    while (this.#at < this.#steps.length) this.advance();
    return this;
  }

  /** Leaves out the next steps: for a step that finds them needless. */
  skip(count: number): void {
    this.#at += count;
  }

  /** Leaves out the steps that remain. */
  finish(): void {
    this.#at = this.#steps.length;
  }
}
