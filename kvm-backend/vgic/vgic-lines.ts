import type { GicWires, Spi } from '../../impl/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { Descriptor, type Eventfd } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';
import { KvmError } from '../system/kvm-error.js';
import { waitForInput } from '../system/poll.js';
import { Device } from '../vm/device.js';
import { BoundEventfds } from './bound-eventfds.js';
import type { Injection } from './injection.js';
import { LineRecord } from './line-record.js';

/** What another thread of this process needs to signal the same vGIC; it can be posted to it. */
export interface SharedVgic {
  readonly vm: number;
  readonly device: number;
  readonly spiCount: number;
  readonly injection: Injection;
  readonly memory: SharedArrayBuffer;
}

/** The wires into a vGIC, from any thread. What is done to one line is whole towards what another thread does to it. */
export class VgicLines implements GicWires {
  readonly shared: SharedVgic;
  readonly #vm: Descriptor;
  readonly #records: readonly LineRecord[];
  readonly #eventfds: BoundEventfds;

  /** @param shared - from {@link KvmVgicV3.lines}; the VM must outlive this object */
  constructor(
    shared: SharedVgic,
    vm: Descriptor = new Descriptor(shared.vm, 'VM'),
    device: Device = new Device(new Descriptor(shared.device, 'vGIC')),
  ) {
    this.shared = shared;
    this.#vm = vm;
    this.#records = Array.from({ length: shared.spiCount }, (_, index) => new LineRecord(shared.memory, index));
    this.#eventfds = new BoundEventfds(vm, device, this.#records);
  }

  /**
   * When pulses go by irqfd the line is lowered by KVM_IRQ_LINE: to an edge-triggered SPI that is nothing (K1), and one that a
   * running guest has made level-triggered, where nobody can see it, does not stay high.
   * @throws IrqlineError KVM_IRQFD_LEVEL for an SPI that can be seen to be level-triggered when pulses go by irqfd; and as
   *   {@link GicWires} says
   */
  pulseSpi(spi: Spi): void {
    const record = this.#recordOf(spi);
    const raise = this.shared.injection.pulses === 'irqfd' ? this.#ready(spi, 'pulse') : undefined;
    record.whole(() => {
      if (raise === undefined) this.#drive(spi, true);
      else
        orRefused(() => {
          this.#eventfds.refuseLevel(spi);
          raise.signal();
        });
      this.#lower(spi);
    });
  }

  setSpiLevel(spi: Spi, level: boolean): void {
    const record = this.#recordOf(spi);
    const raise = level && this.shared.injection.levels === 'irqfd' ? this.#ready(spi, 'level') : undefined;
    record.whole(() => {
      if (raise === undefined) this.#drive(spi, level);
      else orRefused(() => raise.signal());
      record.isHigh = level;
    });
  }

  /**
   * Binds what an injection by irqfd needs. The first use of a line does so, too.
   * @throws IrqlineError KVM_IRQFD_LEVEL, GIC_REFUSED, GIC_SPI_NOT_IMPLEMENTED
   */
  prepare(spi: Spi, use: 'pulse' | 'level'): void {
    const record = this.#recordOf(spi);
    record.whole(() => {
      if (record.bound(use) !== undefined) return;
      orRefused(() =>
        use === 'pulse' ? this.#eventfds.bindPulse(spi, record) : this.#eventfds.bindLevel(spi, record),
      );
    });
  }

  /**
   * Raises again every line that KVM lowered at the end of its interrupt while its device still drives it high: an end
   * that nobody looks at loses what the device signalled within the handler. Call it after each exit of a vCPU, or let
   * a thread of its own {@link awaitResample}. One call too many does no harm.
   * @returns the SPIs that were raised
   * @throws IrqlineError GIC_REFUSED
   */
  resample(): readonly Spi[] {
    if (this.shared.injection.levels === 'irqLine') return [];
    const lowered = this.#eventfds.all('resample').filter(([, eventfd]) => orRefused(() => eventfd.take()) > 0);
    return lowered.map(([spi]) => spi).filter((spi) => this.#raiseAgain(spi));
  }

  /** As {@link resample}, but waits first, up to so many milliseconds, until KVM lowers a line that is bound by now. */
  awaitResample(timeoutMs: number): readonly Spi[] {
    const eventfds = this.#eventfds.all('resample').map(([, eventfd]) => eventfd);
    orRefused(() => waitForInput(eventfds, timeoutMs));
    return this.resample();
  }

  /** Another state is in place: the devices drive these levels now. @param words - 32 lines each, from INTID 32 on */
  assumeLevels(words: readonly number[]): void {
    for (const [, eventfd] of this.#eventfds.all('resample')) eventfd.take();
    for (const [index, record] of this.#records.entries()) {
      record.isHigh = (((words[Math.floor(index / 32)] ?? 0) >>> (index % 32)) & 1) === 1;
    }
  }

  /** Closes what any thread has bound. Only for the VM's owner, when nobody uses the lines any more. */
  close(): void {
    this.#eventfds.close();
  }

  /** @throws IrqlineError GIC_SPI_NOT_IMPLEMENTED; KVM has no INTID from 992 on (K10) */
  #recordOf(spi: Spi): LineRecord {
    const record = this.#records[spi.raw - 32];
    if (record !== undefined) return record;
    throw new IrqlineError('GIC_SPI_NOT_IMPLEMENTED', `${spi.toString()}, of ${this.shared.spiCount} SPIs`);
  }

  #ready(spi: Spi, use: 'pulse' | 'level'): Eventfd {
    const known = this.#eventfds.of(spi, use);
    if (known !== undefined) return known;
    this.prepare(spi, use);
    return this.#ready(spi, use);
  }

  /** The device may have lowered it meanwhile, or raised it once more, which does no harm. */
  #raiseAgain(spi: Spi): boolean {
    const record = this.#recordOf(spi);
    const raise = this.#ready(spi, 'level');
    return record.whole(() => {
      if (record.isHigh) orRefused(() => raise.signal());
      return record.isHigh;
    });
  }

  #drive(spi: Spi, level: boolean): void {
    orRefused(() => ioctl.irqLine(this.#vm, ioctl.spiLine(spi.raw), level));
  }

  #lower(spi: Spi): void {
    try {
      this.#drive(spi, false);
    } catch (error) {
      throw new IrqlineError('GIC_LINE_LEFT_HIGH', spi.toString(), { cause: error });
    }
  }
}

function orRefused<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof KvmError)) throw error;
    throw new IrqlineError('GIC_REFUSED', error.detail, { cause: error });
  }
}
