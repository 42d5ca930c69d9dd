import {
  IrqLine,
  programs,
  SoftGic,
  spiFromIntId,
  VirtioMmioTransport,
  VRING,
  type Delivery,
  type Gic,
  type GicSize,
  type IrqLineOptions,
  type LineProgram,
  type Operation,
  type VirtioDevice,
} from '../../impl/index.js';
import {
  bringUpWrites,
  gicSetup,
  LINE,
  resetWrite,
  STEPS_TO_SETTLE,
  systemDevice,
  systemGic,
  THREADS,
  type DriverMove,
  type Signal,
  type Snapshot,
  type SystemAction,
  type SystemConfig,
  type SystemObservation,
  type SystemView,
  type Trigger,
} from '../../model/index.js';
import { statusBits } from '../../spec/index.js';
import { ScriptedDriver, type HandlerStep } from './driver.js';
import { TappedGic } from './tapped-gic.js';

/** What a system is made of; a mutant puts something else in one place. */
export interface SystemParts {
  readonly program: (delivery: Delivery) => LineProgram;
  readonly line: (options: IrqLineOptions) => IrqLine;
  readonly transport: (device: VirtioDevice, line: IrqLine) => VirtioMmioTransport;
  readonly gic: (size: GicSize) => SoftGic;
  /** How the driver configures the line. */
  readonly trigger: (trigger: Trigger) => Trigger;
  /** What the driver does with an interrupt that was not read empty, before it ends it. */
  readonly handler: readonly HandlerStep[];
  /** How an event of the device's own thread is told. */
  readonly tell: (transport: VirtioMmioTransport, bit: number, gic: Gic) => void;
  /** How the VMM orders a snapshot. */
  readonly snapshot: (asked: Snapshot) => VmmSnapshot;
}

/** A snapshot as a VMM takes it: a faulty one lets the device complete what it is at too late, or does not listen. */
export type VmmSnapshot = Snapshot & { readonly completion?: 'afterTheDevice' | 'unheard' };

const ownParts: SystemParts = {
  program: (delivery) => programs[delivery],
  line: (options) => new IrqLine(options),
  transport: (device, line) => new VirtioMmioTransport(device, line),
  gic: (size) => new SoftGic(size),
  trigger: (trigger) => trigger,
  handler: ['ack', 'service'],
  tell: tellWhole,
  snapshot: (asked) => asked,
};

const SPI = spiFromIntId(LINE.intId);

/** An event through the transport: what a device calls. */
function tellWhole(transport: VirtioMmioTransport, bit: number): void {
  if (bit === VRING) transport.notifyUsedBuffers();
  // The same byte again: what counts here is that the driver is told.
  else transport.updateConfig(0, Uint8Array.of(0));
}

/** One VM: a device with two more threads, its transport and line, a SoftGic, a driver, and a VMM that takes snapshots. */
export class Rig {
  readonly #delivery: Delivery;
  readonly #parts: SystemParts;
  readonly #gic: TappedGic;
  readonly #device: VirtioDevice;
  readonly #driver: ScriptedDriver;
  #transport: VirtioMmioTransport;
  #threads: (Operation | undefined)[] = Array.from({ length: THREADS }, () => undefined);
  #unserviced = 0;
  #eventAtStart = false;

  constructor({ delivery, trigger }: SystemConfig, parts: Partial<SystemParts>) {
    this.#parts = { ...ownParts, ...parts };
    this.#delivery = delivery;
    this.#gic = new TappedGic(this.#parts.gic);
    this.#gic.guest.reset(systemGic);
    for (const action of gicSetup(this.#parts.trigger(trigger))) this.#gic.guest.apply(action);
    this.#device = this.#makeDevice();
    this.#transport = this.#freshTransport();
    this.#driver = new ScriptedDriver(this.#parts.handler, {
      acknowledge: () => this.#gic.acknowledge(),
      endOfInterrupt: (intId) => this.#gic.guest.apply({ kind: 'endOfInterrupt', pe: LINE.pe, intId }),
      readDevice: (offset) => this.#transport.read(offset, 4),
      writeDevice: (offset, value) => this.#transport.write(offset, 4, value),
      service: (bits) => (this.#unserviced &= ~bits),
    });
  }

  apply(action: SystemAction): SystemObservation {
    const moves: DriverMove[] = [];
    const settled = this.#do(action, moves);
    const signals: readonly Signal[] = this.#gic.take();
    return { signals, moves, settled };
  }

  observe(): SystemView {
    return {
      Status: this.#transport.status,
      InterruptStatus: this.#transport.line.status,
      pending: this.#gic.has('ISPENDR'),
      active: this.#gic.has('ISACTIVER'),
      signalled: this.#gic.isSignalled,
      unserviced: this.#unserviced,
    };
  }

  /** @returns false when interrupts did not come to an end */
  #do(action: SystemAction, moves: DriverMove[]): boolean {
    switch (action.kind) {
      case 'event':
        this.#event(action.bit);
        return true;
      case 'publish':
        this.#publish(action.thread, action.bit);
        return true;
      case 'advance':
        this.#threads[action.thread]?.advance();
        return true;
      case 'driver':
        moves.push(this.#driver.step());
        return true;
      case 'enable':
        this.#enable(action.enabled);
        return true;
      case 'mask':
        this.#mask(action.open);
        return true;
      case 'bringUp':
        this.#unserviced = 0;
        for (const { offset, value } of bringUpWrites) this.#transport.write(offset, 4, value);
        return true;
      case 'resetDevice':
        this.#unserviced = 0;
        this.#transport.write(resetWrite.offset, 4, resetWrite.value);
        return true;
      case 'eventAtStart':
        this.#eventAtStart = true;
        return true;
      case 'snapshot':
        this.#snapshot(this.#parts.snapshot(action));
        return true;
      case 'quiesce':
        return this.#quiesce(moves);
    }
  }

  #event(bit: number): void {
    this.#happened(bit);
    this.#parts.tell(this.#transport, bit, this.#gic);
  }

  #publish(thread: number, bit: number): void {
    this.#threads[thread]?.complete();
    this.#happened(bit);
    this.#threads[thread] = this.#transport.line.beginTrigger(bit);
  }

  /** What the driver is owed: kept by the run itself, whatever the parts do. */
  #happened(bit: number): void {
    if ((this.#transport.status & statusBits.DRIVER_OK) !== 0) this.#unserviced |= bit;
  }

  #enable(enabled: boolean): void {
    this.#gic.guest.apply({ kind: 'writeEnabled', ...LINE, enabled });
  }

  #mask(open: boolean): void {
    this.#gic.guest.apply({ kind: 'writePriorityMask', pe: LINE.pe, value: open ? 0xff : 0 });
  }

  #finishThreads(): void {
    for (const thread of this.#threads) thread?.complete();
  }

  #quiesce(moves: DriverMove[]): boolean {
    this.#finishThreads();
    this.#enable(true);
    this.#mask(true);
    const isAtRest = (): boolean => this.#driver.isIdle && !this.#gic.isSignalled;
    for (let steps = 0; steps < STEPS_TO_SETTLE && !isAtRest(); steps += 1) moves.push(this.#driver.step());
    return isAtRest();
  }

  #snapshot({ savedFirst, completes, restoredFirst, completion }: VmmSnapshot): void {
    this.#finishThreads();
    if (savedFirst === 'gic') this.#gic.guest.apply({ kind: 'save' });
    const early = completion === 'afterTheDevice' ? this.#transport.saveState() : undefined;
    if (completion === 'unheard') this.#happened(completes);
    else if (completes !== 0) this.#event(completes);
    const saved = early ?? this.#transport.saveState();
    if (savedFirst === 'device') this.#gic.guest.apply({ kind: 'save' });

    this.#threads = this.#threads.map(() => undefined);
    this.#transport = this.#freshTransport();
    if (restoredFirst === 'device') this.#transport.restoreState(saved);
    this.#gic.guest.apply({ kind: 'restore', into: 'fresh' });
    if (restoredFirst === 'device') this.#transport.line.resignal();
    else this.#transport.restoreState(saved);
  }

  #freshTransport(): VirtioMmioTransport {
    const delivery = this.#delivery;
    const line = this.#parts.line({ gic: this.#gic, spi: SPI, delivery, program: this.#parts.program(delivery) });
    return this.#parts.transport(this.#device, line);
  }

  #makeDevice(): VirtioDevice {
    const { deviceId, vendorId, queueSizeMax, config } = systemDevice(this.#delivery);
    return {
      deviceId,
      vendorId,
      features: 0n,
      queueSizeMax,
      config: Uint8Array.from(config),
      acceptsConfigWrite: () => false,
      activate: () => this.#started(),
      reset: () => {},
      notify: () => {},
      resetQueue: () => {},
    };
  }

  #started(): void {
    if (!this.#eventAtStart) return;
    this.#eventAtStart = false;
    this.#event(VRING);
  }
}
