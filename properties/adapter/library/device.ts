import { match } from 'ts-pattern';
import type { DeviceAction, DeviceConfig } from '../../../model/index.js';
import type { Library } from './load.js';

/** How many signals of one action are looked at: more than any device has that is right. */
const SIGNALS = 64;
/** IRQLINE_NONE of the header. */
const NONE = 0xffff_ffff;

/** The enumerations of the header: what stands where is the number. */
const signalNames = ['pulse', 'assert', 'deassert'] as const;
const ackGates = ['none', 'DRIVER_OK'] as const satisfies readonly DeviceConfig['choices']['ackGate'][];
const signalChoices = [
  'always',
  'onRise',
  'onNewBit',
  'assertOnly',
  'level',
] as const satisfies readonly DeviceConfig['choices']['signal'][];

/** A device of a library, from one reset to the next. */
export class LibraryDevice {
  readonly #library: Library;
  readonly #handle: unknown;
  readonly #signals = new Uint32Array(SIGNALS);

  private constructor(library: Library, handle: unknown) {
    this.#library = library;
    this.#handle = handle;
  }

  /** @returns undefined when the library does not make one with this configuration */
  static create(library: Library, made: DeviceConfig): LibraryDevice | undefined {
    const { choices } = made;
    const handle: unknown = library.irqline_create({
      device_id: made.deviceId,
      vendor_id: made.vendorId,
      features: made.features,
      queue_count: made.queueSizeMax.length,
      config_length: made.config.length,
      queue_size_max: made.queueSizeMax,
      config: made.config,
      config_writable: Number(made.configWritable),
      ack_gate: ackGates.indexOf(choices.ackGate),
      ack_width: choices.ackWidth,
      config_event_sets: choices.configEventSets,
      signal: signalChoices.indexOf(choices.signal),
    });
    return handle === null ? undefined : new LibraryDevice(library, handle);
  }

  destroy(): void {
    this.#library.irqline_destroy(this.#handle);
  }

  /** Does an action that the hello names, and looks at what came of it. */
  apply(action: DeviceAction): object {
    const value = this.#do(action);
    const { irqline_notified, irqline_status, irqline_interrupt_status, irqline_config_generation, irqline_line } =
      this.#library;
    const handle = this.#handle;
    const notified = irqline_notified?.(handle) as number | undefined;
    // What the library has no function for is left out, as JSON leaves out what is undefined.
    return {
      observation: { value, signals: this.#takeSignals(), notified: notified === NONE ? null : notified, error: null },
      view: {
        Status: irqline_status(handle) as number,
        InterruptStatus: irqline_interrupt_status(handle) as number,
        ConfigGeneration: irqline_config_generation?.(handle) as number | undefined,
        line: irqline_line?.(handle) as number | undefined,
      },
    };
  }

  #do(action: DeviceAction): number | null {
    const library = this.#library;
    const handle = this.#handle;
    return match(action)
      .with({ kind: 'read' }, ({ offset, width }) => library.irqline_read(handle, offset, width) as number)
      .otherwise((other) => {
        match(other)
          .with({ kind: 'write' }, ({ offset, width, value }) => library.irqline_write(handle, offset, width, value))
          .with({ kind: 'usedBuffers' }, ({ queue }) => library.irqline_used_buffers(handle, queue))
          .with({ kind: 'configChange' }, ({ offset, bytes }) =>
            library.irqline_config_change?.(handle, offset, bytes, bytes.length),
          )
          .with({ kind: 'fatalError' }, () => library.irqline_fatal_error?.(handle))
          .otherwise(({ kind }) => {
            throw new Error(`no function of the header does ${kind}`);
          });
        return null;
      });
  }

  /** A number that is no signal stays one, so that the answer is refused for it. */
  #takeSignals(): readonly unknown[] | undefined {
    const count = this.#library.irqline_signals?.(this.#handle, this.#signals, SIGNALS) as number | undefined;
    if (count === undefined) return undefined;
    return [...this.#signals.subarray(0, Math.min(count, SIGNALS))].map((signal) => signalNames[signal] ?? signal);
  }
}
