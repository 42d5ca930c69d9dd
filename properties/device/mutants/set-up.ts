import { VirtioMmioTransport, type IrqLine, type VirtioDevice } from '../../../impl/index.js';
import { registers, statusBits } from '../../../spec/index.js';
import type { Fault } from './fault.js';
import { bodyOf } from './parts.js';

/** The gate of the line opens a stage too early. */
export class InterruptsFromFeaturesOk extends VirtioMmioTransport {
  override write(offset: number, width: number, value: number): void {
    const before = this.status;
    super.write(offset, width, value);
    if ((this.status & ~before & statusBits.FEATURES_OK) !== 0) this.line.open();
  }
}

/** The device is told of available buffers a stage too early. */
export class NotifiedFromFeaturesOk extends VirtioMmioTransport {
  readonly #device: VirtioDevice;

  constructor(device: VirtioDevice, line: IrqLine) {
    super(device, line);
    this.#device = device;
  }

  override write(offset: number, width: number, value: number): void {
    super.write(offset, width, value);
    const { FEATURES_OK, DRIVER_OK } = statusBits;
    const isEarly = (this.status & (FEATURES_OK | DRIVER_OK)) === FEATURES_OK;
    if (offset !== registers.QueueNotify.offset || width !== 4 || !isEarly) return;
    const { queues } = bodyOf(this.saveState()).body as { queues: readonly { readonly ready: boolean }[] };
    if (queues[value]?.ready === true) this.#device.notify(value, 0);
  }
}

/** Something is left out of the saved state, and is as it is at first when it is restored. */
export class NotSaved extends VirtioMmioTransport {
  readonly #atFirst: Readonly<Record<string, unknown>>;

  constructor(device: VirtioDevice, line: IrqLine, atFirst: Readonly<Record<string, unknown>>) {
    super(device, line);
    this.#atFirst = atFirst;
  }

  override saveState(): Uint8Array {
    const saved = bodyOf(super.saveState());
    Object.assign(saved.body, this.#atFirst);
    return new TextEncoder().encode(JSON.stringify(saved));
  }
}

/** Faults that show while the driver sets the device up. */
export const setUpFaults: readonly Fault[] = [
  {
    id: 'interrupts-from-features-ok',
    fault: 'planted',
    source: 'runs have events between FEATURES_OK and DRIVER_OK',
    what: 'The device interrupts a driver that has set FEATURES_OK and is still on its way to DRIVER_OK.',
    killedBy: 'silent-until-driver-ok',
    parts: { transport: (device, line) => new InterruptsFromFeaturesOk(device, line) },
  },
  {
    id: 'notified-from-features-ok',
    fault: 'planted',
    source: 'runs have a QueueNotify between FEATURES_OK and DRIVER_OK',
    what: 'A QueueNotify reaches the device as soon as the queue is ready, before DRIVER_OK.',
    killedBy: 'queues-wait-for-the-driver',
    parts: { transport: (device, line) => new NotifiedFromFeaturesOk(device, line) },
  },
  {
    id: 'features-not-saved',
    fault: 'planted',
    source: 'runs have a save between DriverFeatures and FEATURES_OK',
    what: 'The saved state lacks the features that the driver has accepted, and FEATURES_OK is refused after a restore.',
    killedBy: 'restore-is-invisible',
    parts: { transport: (device, line) => new NotSaved(device, line, { driverFeatures: '0x0' }) },
  },
  {
    id: 'selectors-not-saved',
    fault: 'planted',
    source: 'runs have a save between a selector and what it selects',
    what: 'The saved state lacks QueueSel, and the driver goes on with the first queue after a restore.',
    killedBy: 'restore-is-invisible',
    parts: { transport: (device, line) => new NotSaved(device, line, { queueSel: 0 }) },
  },
];
