import { SoftGic } from '../../impl/index.js';
import { programOf } from './designs.js';
import { LoggedInterrupts } from './logged-interrupts.js';
import { Recorder } from './recorder.js';
import type { Scene } from './scene.js';
import { SharedLog } from './shared-log.js';
import { TornInterrupts } from './torn-interrupts.js';
import { WatchedLine } from './watched-line.js';

const PRESENT = 0;
const FINISHED = 1;
const FIRST_SPECIAL_INTID = 1020;

/** Someone who takes part in a scene, with a SoftGic and lines of its own over the shared memory: a device thread or the driver. */
export class Actor {
  readonly gic: SoftGic;
  readonly #lines: readonly WatchedLine[];
  readonly #crew: Int32Array;

  /** @param meanwhile - what happens between the halves of a torn step of the GIC (design `tornGic`) */
  constructor({ design, lines, gic, log, crew }: Scene, actor: number, meanwhile: () => void = () => undefined) {
    this.#crew = new Int32Array(crew);
    const pens = lines.map((_, line) => new Recorder(new SharedLog(log), actor, line));
    const recorders = new Map(pens.map((pen) => [lineAt(lines, pen.line).intId, pen]));
    this.gic = new SoftGic(gic, {
      interrupts: (memory, offers) =>
        design === 'tornGic'
          ? new TornInterrupts(memory, offers, recorders, meanwhile)
          : new LoggedInterrupts(memory, offers, recorders),
    });
    this.#lines = pens.map((pen) => {
      const line = lineAt(lines, pen.line);
      return new WatchedLine(line, this.gic, programOf(design, line.delivery), pen);
    });
  }

  /** The line of this index, the first by default. */
  on(index = 0): WatchedLine {
    return lineAt(this.#lines, index);
  }

  /**
   * Takes the interrupt of highest priority, handles its line, and ends it.
   * @returns false if none was pending
   */
  handle(): boolean {
    const intId = this.gic.readRegister(0, 'ICC_IAR1_EL1');
    if (intId >= FIRST_SPECIAL_INTID) return false;
    this.#lines.find((line) => line.intId === intId)?.handle();
    this.gic.writeRegister(0, 'ICC_EOIR1_EL1', intId);
    return true;
  }

  /** Waits until `count` actors have come to this point, so that they work at the same time. */
  meet(count: number): void {
    Atomics.add(this.#crew, PRESENT, 1);
    Atomics.notify(this.#crew, PRESENT);
    for (let present = 0; (present = Atomics.load(this.#crew, PRESENT)) < count;) {
      Atomics.wait(this.#crew, PRESENT, present);
    }
  }

  /** This device thread will publish no more. */
  finish(): void {
    Atomics.add(this.#crew, FINISHED, 1);
  }

  /** How many device threads have finished. */
  get finished(): number {
    return Atomics.load(this.#crew, FINISHED);
  }
}

function lineAt<Each>(lines: readonly Each[], index: number): Each {
  const line = lines[index];
  if (line === undefined) throw new Error(`line ${index} of a scene with ${lines.length}`);
  return line;
}
