import {
  IrqLine,
  programs,
  SoftGic,
  spiFromIntId,
  VirtioMmioTransport,
  type Delivery,
  type Gic,
  type LineProgram,
  type VirtioDevice,
} from '../../impl/index.js';
import type {
  DriverPhase,
  Gate,
  Subject,
  SystemAction,
  SystemConfig,
  SystemLanguage,
  SystemObservation,
  SystemView,
} from '../../model/index.js';
import { registers, statusBits, type RegisterName } from '../../spec/index.js';
import { distributorOffset } from '../gic/offsets.js';

/** What the system is made of; a mutant puts something else in one place. */
export interface SystemParts {
  readonly gic: () => SoftGic;
  readonly program: (delivery: Delivery) => LineProgram;
}

const ownParts: SystemParts = {
  gic: () => new SoftGic({ peCount: 1, spiCount: 32 }),
  program: (delivery) => programs[delivery],
};

/** IrqLine and VirtioMmioTransport in front of a SoftGic, with a scripted driver behind it. */
export function system(name = 'impl', parts: Partial<SystemParts> = {}): Subject<SystemLanguage> {
  return new SystemSubject(name, { ...ownParts, ...parts });
}

class SystemSubject implements Subject<SystemLanguage> {
  readonly name: string;
  readonly #parts: SystemParts;
  #rig: Rig | undefined;

  constructor(name: string, parts: SystemParts) {
    this.name = name;
    this.#parts = parts;
  }

  supports(): boolean {
    return true;
  }

  reset(config: SystemConfig): void {
    this.#rig = new Rig(config, this.#parts);
  }

  apply(action: SystemAction): SystemObservation {
    return { value: this.#current.apply(action) };
  }

  observe(): SystemView {
    return this.#current.observe();
  }

  close(): void {
    this.#rig = undefined;
  }

  get #current(): Rig {
    if (this.#rig === undefined) throw new Error('a subject is reset before it is used');
    return this.#rig;
  }
}

const SPI = spiFromIntId(48);
const BIT = 1 << (SPI.raw & 31);
const VRING = 1;
const CONFIG = 2;
const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK } = statusBits;

/** A device that leaves everything to the run. */
class QuietDevice implements VirtioDevice {
  readonly deviceId = 2;
  readonly vendorId = 0x554d4551;
  readonly features = 1n << 32n;
  readonly queueSizeMax: readonly number[] = [256, 256];
  readonly config = new Uint8Array(4);
  acceptsConfigWrite(): boolean {
    return false;
  }
  activate(): void {}
  reset(): void {}
  notify(): void {}
  resetQueue(): void {}
}

/** The GIC of the moment: a restore puts another in its place, and the line does not notice. */
class CurrentGic implements Gic {
  gic: SoftGic;

  constructor(gic: SoftGic) {
    this.gic = gic;
  }

  pulseSpi(...of: Parameters<Gic['pulseSpi']>): void {
    this.gic.pulseSpi(...of);
  }

  setSpiLevel(...of: Parameters<Gic['setSpiLevel']>): void {
    this.gic.setSpiLevel(...of);
  }

  saveState(): Uint8Array {
    return this.gic.saveState();
  }

  restoreState(state: Uint8Array): void {
    this.gic.restoreState(state);
  }
}

/** One device, one GIC, one driver. */
class Rig {
  readonly #config: SystemConfig;
  readonly #parts: SystemParts;
  readonly #wired: CurrentGic;
  readonly #device = new QuietDevice();
  readonly #closed: Gate[] = [];
  #transport: VirtioMmioTransport;
  #phase: DriverPhase = 'idle';
  #seen = 0;
  #work = 0;

  constructor(config: SystemConfig, parts: SystemParts) {
    this.#config = config;
    this.#parts = parts;
    this.#wired = new CurrentGic(parts.gic());
    this.#transport = this.#freshTransport();
    this.#setUpGic();
  }

  apply(action: SystemAction): number | null {
    switch (action.kind) {
      case 'driver':
        return this.#stepDriver();
      case 'usedBuffers':
        this.#publish(VRING, () => this.#transport.notifyUsedBuffers());
        return null;
      case 'configChange':
        this.#publish(CONFIG, () => this.#transport.updateConfig(0, Uint8Array.of(action.byte)));
        return null;
      case 'initialise':
        this.#initialise();
        return null;
      case 'resetDevice':
        this.#resetDevice();
        return null;
      case 'saveAndRestore':
        this.#saveAndRestore(action.what);
        return null;
      case 'close':
      case 'open':
        this.#move(action.gate, action.kind === 'open');
        return null;
    }
  }

  observe(): SystemView {
    return {
      InterruptStatus: this.#transport.read(registers.InterruptStatus.offset, 4),
      pending: this.#has('ISPENDR'),
      active: this.#has('ISACTIVER'),
      signalled: this.#gic.isSignalled(0),
      driver: this.#phase,
      work: this.#work,
      closed: [...this.#closed],
    };
  }

  get #gic(): SoftGic {
    return this.#wired.gic;
  }

  #has(register: 'ISPENDR' | 'ISACTIVER'): boolean {
    return (this.#gic.readDistributor(distributorOffset(register, SPI.raw), 4) & BIT) !== 0;
  }

  #publish(bit: number, notify: () => void): void {
    if ((this.#transport.read(registers.Status.offset, 4) & DRIVER_OK) !== 0) this.#work |= bit;
    notify();
  }

  /** Linux's handler, one access at a time. */
  #stepDriver(): number | null {
    switch (this.#phase) {
      case 'idle':
        if (!this.#gic.isSignalled(0)) return null;
        this.#phase = 'read';
        return this.#gic.readRegister(0, 'ICC_IAR1_EL1');
      case 'read':
        this.#seen = this.#transport.read(registers.InterruptStatus.offset, 4);
        this.#phase = this.#seen === 0 ? 'end' : 'ack';
        return this.#seen;
      case 'ack':
        this.#write('InterruptACK', this.#seen);
        this.#phase = 'service';
        return null;
      case 'service':
        this.#work &= ~this.#seen;
        this.#phase = 'end';
        return null;
      case 'end':
        this.#gic.writeRegister(0, 'ICC_EOIR1_EL1', SPI.raw);
        this.#phase = 'idle';
        return null;
    }
  }

  #initialise(): void {
    this.#resetDevice();
    this.#write('Status', ACKNOWLEDGE);
    this.#write('Status', ACKNOWLEDGE | DRIVER);
    this.#write('DriverFeaturesSel', 1);
    this.#write('DriverFeatures', 1);
    this.#write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK);
    this.#write('QueueSel', 0);
    this.#write('QueueReady', 1);
    this.#write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
  }

  #resetDevice(): void {
    this.#write('Status', 0);
    this.#work = 0;
  }

  #write(name: RegisterName, value: number): void {
    this.#transport.write(registers[name].offset, 4, value);
  }

  #saveAndRestore(what: 'device' | 'gic'): void {
    if (what === 'gic') {
      const fresh = this.#parts.gic();
      fresh.restoreState(this.#gic.saveState());
      this.#wired.gic = fresh;
    } else {
      const fresh = this.#freshTransport();
      fresh.restoreState(this.#transport.saveState());
      this.#transport = fresh;
    }
  }

  #freshTransport(): VirtioMmioTransport {
    const { delivery } = this.#config;
    const program = this.#parts.program(delivery);
    return new VirtioMmioTransport(this.#device, new IrqLine({ gic: this.#wired, spi: SPI, delivery, program }));
  }

  #setUpGic(): void {
    const edge = this.#config.delivery === 'edge' ? 2 << (2 * (SPI.raw & 15)) : 0;
    this.#gic.writeDistributor(distributorOffset('ICFGR', SPI.raw), 4, edge >>> 0);
    this.#gic.writeDistributor(distributorOffset('IGROUPR', SPI.raw), 4, BIT);
    this.#gic.writeDistributor(distributorOffset('IPRIORITYR', SPI.raw), 1, 0xa0);
    for (const gate of ['GICD_CTLR', 'ICC_PMR_EL1', 'ICC_IGRPEN1_EL1', 'ISENABLER'] as const) this.#set(gate, true);
  }

  #move(gate: Gate, isOpen: boolean): void {
    this.#set(gate, isOpen);
    const at = this.#closed.indexOf(gate);
    if (at >= 0) this.#closed.splice(at, 1);
    if (!isOpen) this.#closed.push(gate);
  }

  #set(gate: Gate, isOpen: boolean): void {
    switch (gate) {
      case 'ISENABLER':
        return this.#gic.writeDistributor(distributorOffset(isOpen ? 'ISENABLER' : 'ICENABLER', SPI.raw), 4, BIT);
      case 'ICC_PMR_EL1':
        return this.#gic.writeRegister(0, 'ICC_PMR_EL1', isOpen ? 0xf8 : 0);
      case 'ICC_IGRPEN1_EL1':
        return this.#gic.writeRegister(0, 'ICC_IGRPEN1_EL1', Number(isOpen));
      case 'GICD_CTLR':
        return this.#gic.writeDistributor(0, 4, isOpen ? 2 : 0);
    }
  }
}
