import koffi, { type LibraryHandle } from 'koffi';
import { LibraryError } from './error.js';
import { machineOf } from './machine.js';

/** IRQLINE_ABI_VERSION of docs/adapters/irqline_device.h. */
const ABI_VERSION = 1;

/** The fields of `struct irqline_config`, in order; the natural alignment of C is koffi's, too. */
koffi.struct('irqline_config', {
  device_id: 'uint32_t',
  vendor_id: 'uint32_t',
  features: koffi.array('uint32_t', 2),
  queue_count: 'uint32_t',
  config_length: 'uint32_t',
  queue_size_max: 'uint32_t *',
  config: 'uint8_t *',
  config_writable: 'uint32_t',
  ack_gate: 'uint32_t',
  ack_width: 'uint32_t',
  config_event_sets: 'uint32_t',
  signal: 'uint32_t',
});

const required = {
  irqline_abi_version: 'uint32_t irqline_abi_version()',
  irqline_create: 'void *irqline_create(const irqline_config *config)',
  irqline_destroy: 'void irqline_destroy(void *device)',
  irqline_read: 'uint32_t irqline_read(void *device, uint32_t offset, uint32_t width)',
  irqline_write: 'void irqline_write(void *device, uint32_t offset, uint32_t width, uint32_t value)',
  irqline_used_buffers: 'void irqline_used_buffers(void *device, uint32_t queue)',
  irqline_status: 'uint32_t irqline_status(void *device)',
  irqline_interrupt_status: 'uint32_t irqline_interrupt_status(void *device)',
} as const;

const optional = {
  irqline_config_change:
    'void irqline_config_change(void *device, uint32_t offset, const uint8_t *bytes, uint32_t length)',
  irqline_fatal_error: 'void irqline_fatal_error(void *device)',
  irqline_signals: 'uint32_t irqline_signals(void *device, void *signals, uint32_t capacity)',
  irqline_notified: 'uint32_t irqline_notified(void *device)',
  irqline_config_generation: 'uint32_t irqline_config_generation(void *device)',
  irqline_line: 'uint32_t irqline_line(void *device)',
  irqline_name: 'const char *irqline_name()',
  irqline_fixed_config: 'const char *irqline_fixed_config()',
} as const;

type CFunction = ReturnType<LibraryHandle['func']>;

/** What a shared library exports of docs/adapters/irqline_device.h. */
export type Library = Readonly<Record<keyof typeof required, CFunction>> &
  Readonly<Partial<Record<keyof typeof optional, CFunction>>>;

/**
 * Loads a shared library, and looks up what it exports. Loading it runs its constructors.
 * @param file - its path
 * @throws LibraryError
 */
export function loadLibrary(file: string): Library {
  const machine = machineOf(file);
  if (machine !== undefined && machine !== process.arch) {
    throw new LibraryError(
      `${file} is built for ${machine} and this Node.js for ${process.arch}; build it for ${process.arch}`,
    );
  }
  const library = opened(file);
  const find = (prototype: string): CFunction | undefined => {
    try {
      return library.func(prototype);
    } catch {
      return undefined; // it does not export it
    }
  };
  const found = Object.entries({ ...required, ...optional }).flatMap(([name, prototype]) => {
    const pointer = find(prototype);
    return pointer === undefined ? [] : [[name, pointer] as const];
  });
  const functions = Object.fromEntries(found) as Library;
  const missing = Object.keys(required).filter((name) => !Object.hasOwn(functions, name));
  if (missing.length > 0) {
    throw new LibraryError(
      `${file} does not export ${missing.join(', ')}; define what docs/adapters/irqline_device.h requires, as extern "C" where the language is C++`,
    );
  }
  const version: unknown = functions.irqline_abi_version();
  if (version !== ABI_VERSION) {
    throw new LibraryError(
      `${file} is built for version ${String(version)} of irqline_device.h, and this is ${ABI_VERSION}; build it again with the header of this irqline`,
    );
  }
  return functions;
}

function opened(file: string): LibraryHandle {
  try {
    return koffi.load(file);
  } catch (error) {
    const reason = (error as Error).message.replace(/^Failed to load shared library: /, '');
    throw new LibraryError(
      `${file} cannot be loaded (${reason}); build a shared library, linked to all that it needs: cc -shared -fPIC`,
    );
  }
}
