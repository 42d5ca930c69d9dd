import { IrqLine, VirtioMmioTransport, type LineState } from '../../../impl/index.js';
import { registers, statusBits } from '../../../spec/index.js';

/** Reading InterruptStatus acknowledges everything. */
export class ReadClears extends VirtioMmioTransport {
  override read(offset: number, width: number): number {
    const value = super.read(offset, width);
    if (offset === registers.InterruptStatus.offset && value !== 0) this.line.ack(value);
    return value;
  }
}

/** An InterruptACK of 0 is taken for an internal error. */
export class AckZeroThrows extends VirtioMmioTransport {
  override write(offset: number, width: number, value: number): void {
    if (offset === registers.InterruptACK.offset && width === 4 && value === 0) throw new Error('InterruptACK of 0');
    super.write(offset, width, value);
  }
}

/** ConfigGeneration is never changed. */
export class GenerationConstant extends VirtioMmioTransport {
  override get configGeneration(): number {
    return 0;
  }

  override read(offset: number, width: number): number {
    return offset === registers.ConfigGeneration.offset ? 0 : super.read(offset, width);
  }
}

/** The driver's DRIVER_OK is answered by a configuration change that did not happen. */
export class ConfigBitAtDriverOk extends VirtioMmioTransport {
  override write(offset: number, width: number, value: number): void {
    const before = this.status;
    super.write(offset, width, value);
    if ((this.status & ~before & statusBits.DRIVER_OK) !== 0) this.line.triggerConfig();
  }
}

/** A line whose configuration notifications can be held back. */
export class MutableLine extends IrqLine {
  muted = false;

  override triggerConfig(): boolean {
    return this.muted ? false : super.triggerConfig();
  }
}

/** DEVICE_NEEDS_RESET is set and nobody is told. */
export class NeedsResetSilent extends VirtioMmioTransport {
  readonly #line: MutableLine;

  constructor(device: ConstructorParameters<typeof VirtioMmioTransport>[0], line: MutableLine) {
    super(device, line);
    this.#line = line;
  }

  override fail(): boolean {
    this.#line.muted = true;
    const told = super.fail();
    this.#line.muted = false;
    return told;
  }
}

/** A reset leaves the queues as they were set up. */
export class ResetKeepsQueues extends VirtioMmioTransport {
  override reset(): void {
    const before = bodyOf(this.saveState());
    super.reset();
    const after = bodyOf(this.saveState());
    after.body['queues'] = before.body['queues'];
    this.restoreState(new TextEncoder().encode(JSON.stringify(after)));
  }
}

/** A restored line does not signal what was pending. */
export class RestoreSilent extends IrqLine {
  override resignal(): void {}
}

/** InterruptStatus is left out of the saved state. */
export class StatusNotSaved extends IrqLine {
  override saveState(): LineState {
    return { ...super.saveState(), status: 0 };
  }
}

/** What a saved state has in it, to be changed. */
export function bodyOf(saved: Uint8Array): { body: Record<string, unknown> } {
  return JSON.parse(new TextDecoder().decode(saved)) as { body: Record<string, unknown> };
}
