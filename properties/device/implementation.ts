import {
  IrqLine,
  programs,
  RecordingGic,
  spiFromCell,
  VirtioMmioTransport,
  type Delivery,
  type IrqLineOptions,
  type LineProgram,
  type VirtioDevice,
} from '../../impl/index.js';
import type {
  DeviceAction,
  DeviceChoices,
  DeviceConfig,
  DeviceError,
  DeviceLanguage,
  DeviceObservation,
  DeviceView,
  Subject,
} from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import { otherChoice } from '../choices.js';
import { RigSubject, type Rig } from '../rig-subject.js';

/** What the subject is made of; a mutant puts something else in one place. */
export interface ImplementationParts {
  readonly program: (delivery: Delivery) => LineProgram;
  readonly line: (options: IrqLineOptions) => IrqLine;
  readonly transport: (device: VirtioDevice, line: IrqLine, gic: RecordingGic) => VirtioMmioTransport;
  /** The device behind the transport used buffers of a queue. */
  readonly usedBuffers: (transport: VirtioMmioTransport, queue: number, gic: RecordingGic) => void;
}

const realParts: ImplementationParts = {
  program: (delivery) => programs[delivery],
  line: (options) => new IrqLine(options),
  transport: (device, line) => new VirtioMmioTransport(device, line),
  usedBuffers: (transport) => transport.notifyUsedBuffers(),
};

function refusal({ choices, features: [, high] }: DeviceConfig): string | undefined {
  if ((high & 1) === 0) return 'it always offers VIRTIO_F_VERSION_1';
  const signal = choices.signal === 'level' ? 'level' : ownChoices.signal;
  return otherChoice({ ...ownChoices, signal }, choices);
}

/** What our own implementation does where VIRTIO leaves a choice; it signals by pulses or by a level. */
export const ownChoices: DeviceChoices = { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' };

const SPI = spiFromCell(16);

/** Our own implementation as a subject: IrqLine and VirtioMmioTransport in front of a recording GIC. */
export function implementation(name = 'impl', parts: Partial<ImplementationParts> = {}): Subject<DeviceLanguage> {
  return new RigSubject<DeviceLanguage>(name, (config) => new DeviceRig(config, { ...realParts, ...parts }), refusal);
}

/** One device with its transport, its line, and the GIC in front. */
class DeviceRig implements Rig<DeviceLanguage> {
  readonly #config: DeviceConfig;
  readonly #parts: ImplementationParts;
  readonly #gic = new RecordingGic();
  readonly #device: ScriptedDevice;
  #transport: VirtioMmioTransport;

  constructor(config: DeviceConfig, parts: ImplementationParts) {
    this.#config = config;
    this.#parts = parts;
    this.#device = new ScriptedDevice(config);
    this.#transport = this.#freshTransport();
  }

  apply(action: DeviceAction): DeviceObservation {
    let value: number | null = null;
    let error: DeviceError | null = null;
    try {
      if (action.kind === 'read') value = this.#transport.read(action.offset, action.width);
      else this.#do(action);
    } catch (thrown) {
      error = expectedError(thrown);
    }
    const signals = this.#gic.take().filter(({ intId }) => intId === SPI.raw);
    return { value, signals: signals.map(({ kind }) => kind), notified: this.#device.takeNotified(), error };
  }

  /** Not by reads of the driver, which a mutant may have wrong. */
  observe(): DeviceView {
    return {
      Status: this.#transport.status,
      InterruptStatus: this.#transport.line.status,
      ConfigGeneration: this.#transport.configGeneration,
      line: this.#gic.level(SPI) ? 1 : 0,
    };
  }

  #do(action: Exclude<DeviceAction, { kind: 'read' }>): void {
    switch (action.kind) {
      case 'write':
        return this.#transport.write(action.offset, action.width, action.value);
      case 'usedBuffers':
        return this.#parts.usedBuffers(this.#transport, action.queue, this.#gic);
      case 'configChange':
        this.#transport.updateConfig(action.offset, Uint8Array.from(action.bytes));
        return;
      case 'fatalError':
        this.#transport.fail();
        return;
      case 'activationFails':
        this.#device.failsToActivate = true;
        return;
      case 'gicRefuses':
        return this.#gic.refuseNext(action.signals);
      case 'pulseFailsHalfWay':
        return this.#gic.failNextPulseHalfWay();
      case 'saveAndRestore':
        return this.#saveAndRestore();
      case 'restoreDamaged':
        return this.#transport.restoreState(this.#damaged(action.damage));
    }
  }

  #saveAndRestore(): void {
    const fresh = this.#freshTransport();
    const saved = this.#transport.saveState();
    try {
      fresh.restoreState(saved);
      this.#transport = fresh;
    } catch (thrown) {
      // A signal that the GIC refused leaves the state in place; a device that could not start leaves all as it was.
      if (!(thrown instanceof ActivationError)) this.#transport = fresh;
      throw thrown;
    }
  }

  #damaged(damage: 'truncated' | 'foreign' | 'future'): Uint8Array {
    const saved = this.#transport.saveState();
    if (damage === 'truncated') return saved.subarray(0, saved.length >> 1);
    const envelope = JSON.parse(new TextDecoder().decode(saved)) as { version: number; body: { deviceId: number } };
    if (damage === 'future') envelope.version += 1;
    else envelope.body.deviceId += 1;
    return new TextEncoder().encode(JSON.stringify(envelope));
  }

  #freshTransport(): VirtioMmioTransport {
    const delivery: Delivery = this.#config.choices.signal === 'level' ? 'level' : 'edge';
    const program = this.#parts.program(delivery);
    const line = this.#parts.line({ gic: this.#gic, spi: SPI, delivery, program });
    return this.#parts.transport(this.#device, line, this.#gic);
  }
}

class ActivationError extends Error {}

/** A device that does what the run says. */
class ScriptedDevice implements VirtioDevice {
  readonly deviceId: number;
  readonly vendorId: number;
  readonly features: bigint;
  readonly queueSizeMax: readonly number[];
  readonly config: Uint8Array;
  readonly #configWritable: boolean;
  failsToActivate = false;
  #notified: number | null = null;

  constructor(config: DeviceConfig) {
    this.deviceId = config.deviceId;
    this.vendorId = config.vendorId;
    this.features = (BigInt(config.features[1]) << 32n) | BigInt(config.features[0]);
    this.queueSizeMax = config.queueSizeMax;
    this.config = Uint8Array.from(config.config);
    this.#configWritable = config.configWritable;
  }

  acceptsConfigWrite(): boolean {
    return this.#configWritable;
  }

  activate(): void {
    if (!this.failsToActivate) return;
    this.failsToActivate = false;
    throw new ActivationError('as the run asked');
  }

  reset(): void {}

  notify(queue: number): void {
    this.#notified = queue;
  }

  resetQueue(): void {}

  takeNotified(): number | null {
    const queue = this.#notified;
    this.#notified = null;
    return queue;
  }
}

/** What a run may meet; everything else is a crash, and goes on up. */
function expectedError(thrown: unknown): DeviceError {
  if (thrown instanceof ActivationError) return 'ACTIVATION_FAILED';
  if (!(thrown instanceof IrqlineError)) throw thrown;
  switch (thrown.code) {
    case 'GIC_REFUSED':
    case 'GIC_LINE_LEFT_HIGH':
    case 'SAVED_STATE_MALFORMED':
    case 'SAVED_STATE_FOREIGN':
    case 'SAVED_STATE_FROM_THE_FUTURE':
      return thrown.code;
    default:
      throw thrown;
  }
}
