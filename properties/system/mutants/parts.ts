import {
  IrqLine,
  programs,
  SoftGic,
  VirtioMmioTransport,
  type Delivery,
  type LineProgram,
  type Step,
} from '../../../impl/index.js';
import { CpuInterfaces, type WritableRegister } from '../../../impl/soft-gic/cpu-interfaces.js';
import type { GicMemory } from '../../../impl/soft-gic/memory.js';
import { ENABLE } from '../../../impl/soft-gic/memory.js';
import { program } from '../../device/mutants/programs.js';

/** The status is read in one step and written in another. */
export function torn(delivery: Delivery): LineProgram {
  const remember: Step = { name: 'remember', run: (wire, operation) => void (operation.remembered = wire.status) };
  const write: Step = {
    name: 'update',
    run(wire, operation) {
      if (!wire.isOpen) return operation.finish();
      wire.assignStatus(operation.remembered | operation.bits);
      if (delivery === 'level') wire.gic.setSpiLevel(wire.spi, true);
    },
  };
  return program(delivery, { trigger: [remember, write, ...programs[delivery].trigger.slice(1)] });
}

/** A pulse is two calls, and another thread's may come in between. */
export function pulseInTwoCalls(delivery: Delivery): LineProgram {
  const [update] = programs[delivery].trigger;
  if (update === undefined || delivery === 'level') return programs[delivery];
  const drive = (name: 'drive1' | 'drive0', level: boolean): Step => ({
    name,
    run: (wire) => wire.isOpen && wire.gic.setSpiLevel(wire.spi, level),
  });
  return program(delivery, { trigger: [update, drive('drive1', true), drive('drive0', false)] });
}

/** The GIC is signalled, then the bit set. */
export function signalBeforeBit(delivery: Delivery): LineProgram {
  const signal: Step =
    delivery === 'edge'
      ? { name: 'pulse', run: (wire) => wire.isOpen && wire.gic.pulseSpi(wire.spi) }
      : { name: 'drive1', run: (wire) => wire.isOpen && wire.gic.setSpiLevel(wire.spi, true) };
  const update: Step = { name: 'update', run: (wire, { bits }) => void (wire.isOpen && wire.setBits(bits)) };
  return program(delivery, { trigger: [signal, update] });
}

/** Opens only when it is let. */
export class LateLine extends IrqLine {
  isHeld = false;
  #isWanted = false;

  override open(): void {
    if (this.isHeld) this.#isWanted = true;
    else super.open();
  }

  release(): void {
    this.isHeld = false;
    if (this.#isWanted) super.open();
    this.#isWanted = false;
  }
}

/** Notifications are let through only once the device has been started. */
export class OpensAfterStart extends VirtioMmioTransport {
  readonly #line: LateLine;

  constructor(device: ConstructorParameters<typeof VirtioMmioTransport>[0], line: IrqLine) {
    super(device, line);
    if (!(line instanceof LateLine)) throw new Error('this mutant makes its own line');
    this.#line = line;
  }

  override write(offset: number, width: number, value: number): void {
    this.#line.isHeld = true;
    super.write(offset, width, value);
    this.#line.release();
  }
}

/** ICC_EOIR1_EL1 of an interrupt that was disabled in the meantime is dropped. */
class EndNeedsEnable extends CpuInterfaces {
  readonly #memory: GicMemory;

  constructor(...[memory, interrupts, offers]: ConstructorParameters<typeof CpuInterfaces>) {
    super(memory, interrupts, offers);
    this.#memory = memory;
  }

  override write(pe: number, register: WritableRegister, value: number): void {
    const bank = this.#memory.bankOf(pe, value);
    const isEnabled =
      bank === undefined || ((this.#memory.get(this.#memory.bankWord(bank, ENABLE)) >>> (value & 31)) & 1) === 1;
    if (register !== 'ICC_EOIR1_EL1' || isEnabled) super.write(pe, register, value);
  }
}

export const dropsEndWhileDisabled = (size: ConstructorParameters<typeof SoftGic>[0]): SoftGic =>
  new SoftGic(size, {
    cpuInterfaces: (memory, interrupts, offers) => new EndNeedsEnable(memory, interrupts, offers),
  });
