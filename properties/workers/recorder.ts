import type { LineProgram, Step } from '../../impl/index.js';
import type { LogEntry, SharedLog } from './shared-log.js';

/** What an entry says besides who did it on which line. */
type Remark = Omit<LogEntry, 'actor' | 'line'>;

/**
 * One actor's pen for one line. A step that signals is logged by the GIC, inside its critical section, so that no `take` which the
 * signal made possible can come before it in the log; any other step when it has run, inside the line's section.
 */
export class Recorder {
  readonly actor: number;
  /** The index of the line. */
  readonly line: number;
  readonly #log: SharedLog;
  #running: (() => Remark) | undefined;

  constructor(log: SharedLog, actor: number, line: number) {
    this.#log = log;
    this.actor = actor;
    this.line = line;
  }

  /** Logs a step of this actor that stands alone. */
  append(entry: Remark): void {
    this.#log.append({ actor: this.actor, line: this.line, ...entry });
  }

  /** The GIC was signalled: logs the step that is running. Call it inside the GIC's critical section. */
  signalled(wire: NonNullable<LogEntry['wire']>): void {
    if (this.#running === undefined) return;
    this.append({ ...this.#running(), wire });
    this.#running = undefined;
  }

  /** The same program, with each step logged. */
  logged(program: LineProgram): LineProgram {
    const each = (steps: readonly Step[]): Step[] => steps.map((step) => this.#loggedStep(step));
    return { trigger: each(program.trigger), ack: each(program.ack), reset: each(program.reset) };
  }

  #loggedStep(step: Step): Step {
    const kind = kindOf(step);
    // What a design remembers between steps is its own affair, and no step of the design that we claim to be.
    if (kind === undefined) return step;
    return {
      name: step.name,
      run: (wire, operation) => {
        // A pulse acts on no bits of the status; the model gives it none.
        const bits = step.name === 'pulse' ? 0 : operation.bits;
        this.#running = () => ({ kind, bits, status: wire.status });
        step.run(wire, operation);
        const isQuiet = step.name === 'pulse' || (step.name === 'update' && !operation.sent);
        if (this.#running !== undefined && !isQuiet) this.append(this.#running());
        this.#running = undefined;
      },
    };
  }
}

function kindOf({ name }: Step): 'update' | 'pulse' | 'ack' | 'reset' | undefined {
  if (name === 'remember') return undefined;
  if (name === 'drive1' || name === 'drive0' || name === 'driveRemembered') {
    throw new Error(`the log has no "${name}": programs with halves of a pulse are not run here`);
  }
  return name;
}
