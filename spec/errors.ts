import { adapterErrors } from './adapter-errors.js';
import { kvmErrors } from './kvm-errors.js';

/**
 * Every error that irqline can report, in one place: a stable code, what it means, and what to do.
 * `irqline explain CODE` prints an entry. Throw {@link IrqlineError} for what a caller can get wrong.
 */
export const errorCatalogue = {
  SPI_CELL_OUT_OF_RANGE: {
    meaning: 'The SPI number of a device tree cell is not an integer from 0 to 987.',
    fix: 'Pass the second cell of an `interrupts` entry of type 0 (INTID minus 32).',
  },
  SPI_INTID_OUT_OF_RANGE: {
    meaning: 'The INTID is not that of an SPI, 32 to 1019.',
    fix: 'Pass a raw INTID; for a device tree cell use `spiFromCell`.',
  },
  PPI_CELL_OUT_OF_RANGE: {
    meaning: 'The PPI number of a device tree cell is not an integer from 0 to 15.',
    fix: 'Pass the second cell of an `interrupts` entry of type 1 (INTID minus 16).',
  },
  PPI_INTID_OUT_OF_RANGE: {
    meaning: 'The INTID is not that of a PPI, 16 to 31.',
    fix: 'Pass a raw INTID; for a device tree cell use `ppiFromCell`.',
  },
  TRIGGER_NOT_SUPPORTED: {
    meaning: 'A GICv3 SPI is rising-edge (1) or level-high (4); it has no other trigger.',
    fix: 'Put 1 or 4 in the third cell of the `interrupts` entry.',
  },
  GIC_REFUSED: {
    meaning: 'The GIC refused a signal and changed nothing. The InterruptStatus bit stays set.',
    fix: 'Trigger again: a retry delivers what is pending.',
  },
  GIC_LINE_LEFT_HIGH: {
    meaning: 'The second half of a pulse failed, so the line may still be high.',
    fix: 'Lower the line (setSpiLevel(spi, false)) before the next pulse, or no new edge can be seen.',
  },
  GIC_SPI_NOT_IMPLEMENTED: {
    meaning: 'The GIC does not implement this SPI.',
    fix: 'Use an INTID below the number of interrupts that the GIC was made with.',
  },
  GIC_PE_NOT_IMPLEMENTED: {
    meaning: 'The GIC has no such PE.',
    fix: 'Use a PE number from 0, below the number of PEs that the GIC was made with.',
  },
  GIC_SIZE_NOT_SUPPORTED: {
    meaning: 'A SoftGic has 1 to 4 PEs, and a multiple of 32 SPIs up to 960, or all 988.',
    fix: 'Round the number of SPIs up to the next multiple of 32.',
  },
  LINE_REENTERED: {
    meaning: 'The GIC called back into the line while the line was signalling to it.',
    fix: 'Have the GIC only note that an interrupt pends, and let the guest run once the signal has returned.',
  },
  LINE_PROGRAM_MISSING: {
    meaning: 'The line delivers by a program of its own, which no message to another thread can carry.',
    fix: 'Give IrqLine.attach the program that the line was made with.',
  },
  SAVED_STATE_MALFORMED: {
    meaning: 'The saved state is truncated, or is not what the codec expects. Nothing was changed.',
    fix: 'Pass the bytes that the matching save function returned, whole.',
  },
  SAVED_STATE_FOREIGN: {
    meaning:
      'The saved state belongs to something else: another kind of object or another configuration. Nothing was changed.',
    fix: 'Restore into an object that was made with the same configuration as the one saved.',
  },
  SAVED_STATE_FROM_THE_FUTURE: {
    meaning: 'The saved state has a newer version than this program knows. Nothing was changed.',
    fix: 'Update irqline, or save again with this version.',
  },
  RECORDING_NOT_UNDERSTOOD: {
    meaning: 'A line of the recording is not an event that irqline understands.',
    fix: 'Record with the events that docs/recordings.md lists and nothing else, or take the line out.',
  },
  RECORDING_OF_MANY: {
    meaning: 'The recording has more than one virtio device in it, and a trace does not say which access is whose.',
    fix: 'Record with a single `-device virtio-…-device`.',
  },
  RECORDING_WITHOUT_DEVICE: {
    meaning: 'The recording shows no driver at work on a device.',
    fix: 'Check that a virtio-MMIO device was plugged, that its driver was loaded, and that `-trace virtio_mmio_*` was on.',
  },
  RECORDING_WITHOUT_GIC: {
    meaning: 'The recording does not show when the driver takes and ends the interrupt.',
    fix: 'Record with `-M virt,gic-version=3`, `-trace gicv3_icc_iar1_read` and `-trace gicv3_icc_eoir_write`.',
  },
  TRACE_MALFORMED: {
    meaning: 'The file is not a trace of irqline, or is cut short.',
    fix: 'Pass a file that `irqline check` or `irqline replay` wrote, whole; docs/traces.md describes the format.',
  },
  TRACE_FROM_THE_FUTURE: {
    meaning: 'The trace has a newer format version than this program reads.',
    fix: 'Update irqline.',
  },
  TRACE_DOES_NOT_FIT: {
    meaning: 'The trace has a step that no run of its configuration has there, so that nothing can be said of it.',
    fix: 'Mend the step or the configuration; docs/gic.md lists what is UNPREDICTABLE, docs/adapters.md what a device does not do.',
  },
  TRACE_NOT_SUPPORTED: {
    meaning:
      'The trace cannot be run on this subject, which is of another layer, lacks an action, or makes other choices.',
    fix: 'Choose a subject of the layer that the trace names, with --subject or --adapter.',
  },
  VECTORS_MALFORMED: {
    meaning: 'The file is not one that `irqline vectors emit` writes, or is cut short.',
    fix: 'Write the vectors again; docs/vectors.md describes the format.',
  },
  VECTORS_FROM_THE_FUTURE: {
    meaning: 'The vectors have a newer format version than this program reads.',
    fix: 'Update irqline.',
  },
  VECTORS_CHANGED: {
    meaning: 'The files are not those that the manifest of the vectors names.',
    fix: 'Write the vectors again with `irqline vectors emit`, and keep what is of your own in another directory.',
  },
  DIRECTORY_NOT_OURS: {
    meaning:
      'The directory holds what `irqline vectors emit` did not write, or what was changed since. Nothing was written.',
    fix: 'Choose a new directory, or move away what is in this one.',
  },
  FILE_NOT_READABLE: {
    meaning: 'The file cannot be read.',
    fix: 'Check the path and its permissions.',
  },
  FILE_NOT_WRITABLE: {
    meaning: 'The file cannot be written; no part of it was.',
    fix: 'Choose another place, or make the directory writable.',
  },
  UNKNOWN_NAME: {
    meaning: 'There is nothing of this name.',
    fix: 'Choose one of those that the message lists.',
  },
  FAULT_IS_NO_RACE: {
    meaning: 'One side does this alone, in every run, whatever overlaps: there is no interleaving to show.',
    fix: 'Let the properties find the mutant that has it: irqline check --mutant NAME.',
  },
  EXPLORATION_TOO_WIDE: {
    meaning: 'A state does not fit into the 64 bits, or the steps into the 256 labels, that the explorer has.',
    fix: 'Explore fewer processes, or processes with fewer local states.',
  },
  QUINT_VERSION: {
    meaning: 'Quint is missing, or is not the version whose output the interpreter of specifications was checked with.',
    fix: 'Run npm ci; to move to another version, change `quintVersion` and see that the tests of spec/quint pass.',
    lacksEnvironment: true,
  },
  QUINT_FAILED: {
    meaning: 'Quint found fault with a specification, or with how it was called.',
    fix: 'Mend what it says.',
  },
  QUINT_UNSUPPORTED: {
    meaning: 'The interpreter of specifications does not know this part of Quint, and never guesses.',
    fix: 'Say it in Quint that spec/quint knows, or teach spec/quint and test it against the simulator of Quint.',
  },
  QUINT_CONSTANT: {
    meaning: 'The constants given to a specification are not those that it declares, of their types.',
    fix: 'Give each `const` of the specification one value of its type.',
  },
  QUINT_UNDEFINED: {
    meaning: 'A specification asks for something that has no value.',
    fix: 'Look for a map without the key, a match without the case, or a step that leaves out a variable.',
  },
  SPECIFICATION_TOO_LARGE: {
    meaning: 'The specification has more reachable states than the exploration may hold.',
    fix: 'Explore a smaller instance, or raise the limit.',
  },
  PROOF_FAILED: {
    meaning: 'The solver did not answer the questions of the proof.',
    fix: 'Read what it printed: most often the SMT-LIB text has an error.',
  },
  SOLVER_VERSION: {
    meaning: 'The solver is not of a version that the proof was tried with: 5 of Z3, 1 of cvc5.',
    fix: 'Run npm ci for Z3; install the cvc5 of Debian 12 or newer.',
    lacksEnvironment: true,
  },
  SPIN_VERSION: {
    meaning: 'Spin is not of the version that the Promela specification was written for, 6.',
    fix: 'Install the spin of Debian 12 or newer.',
    lacksEnvironment: true,
  },
  SPIN_FAILED: {
    meaning: 'Spin, or the compiler of its verifier, failed, or did not search everything.',
    fix: 'Mend what it says.',
  },
  STATE_MAP_NOT_INJECTIVE: {
    meaning: 'Two states of the model are the same state of the specification, so that comparing them proves nothing.',
    fix: 'Map what tells the two apart, or remove what does not matter from the state of the model.',
  },
  OUTSIDE_SPECIFICATION: {
    meaning: 'This is about something that the specification of the GIC does not have.',
    fix: 'docs/reading-guide.md says what it has: one PE, SPIs of one word, and the actions of spec/gic.qnt.',
  },
  ITF_MALFORMED: {
    meaning: 'The trace is not in the Informal Trace Format, or is of another specification.',
    fix: 'Pass what `quint run --mbt --out-itf` wrote for this specification.',
  },
  ...adapterErrors,
  ...kvmErrors,
  QEMU_MISSING: {
    meaning: 'QEMU, whose GICv3 is to be compared, is not on this machine.',
    fix: 'Install it (Debian: apt install qemu-system-arm), or leave qemu out of --against.',
    lacksEnvironment: true,
  },
  QEMU_DIED: {
    meaning: 'QEMU ended on its own, or cannot do what is asked of it.',
    fix: 'Read its last words. Versions from 7.2 on were tried; `-M virt,gic-version=3` and `-qtest` have to work.',
    lacksEnvironment: true,
  },
  QEMU_SILENT: {
    meaning: 'QEMU did not answer in time, and was ended.',
    fix: 'Run again, on a slow machine with a longer `--patience`.',
    lacksEnvironment: true,
  },
  EXPLORATION_TOO_LARGE: {
    meaning: 'The reachable states would not fit into the memory of this machine. Nothing was explored.',
    fix: 'Explore fewer device threads: no verdict of a named system changes beyond two.',
  },
  GRAPH_TOO_LARGE: {
    meaning: 'A picture of so many states could not be read, and would take too long to lay out.',
    fix: 'Choose --threads 1 and a small profile such as openvmm, or take --dot.',
  },
  COMMAND_NOT_UNDERSTOOD: {
    meaning: 'The command line has a word, an option or a value that does not belong there, or lacks one.',
    fix: 'Look at `irqline --help`, and at `--help` of the verb.',
  },
  OPTION_NEEDS_PROFILE: {
    meaning: 'The option shows one profile.',
    fix: 'Add --profile with a name such as qemu, or with choices such as signal=level,driver=ackFirst.',
  },
  OPTION_NEEDS_ADAPTER: {
    meaning: 'The option is for an implementation of your own.',
    fix: 'Add --adapter COMMAND or --library FILE; docs/adapters.md says how.',
  },
  OPTION_SHOWS_ALL: {
    meaning: 'The option shows all profiles, not one.',
    fix: 'Leave out --profile; every profile has a page of its own in the page that is written.',
  },
  PROFILE_CONTRADICTORY: {
    meaning:
      'These choices do not go together: `section` is null for `assertOnly`, and split or whole for every other signal.',
    fix: 'Leave `section` out for assertOnly, or choose split or whole.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** What the catalogue says of an error. */
export interface ErrorEntry {
  readonly meaning: string;
  readonly fix: string;
  /** Whether the machine lacks something; the command line then exits with 3. */
  readonly lacksEnvironment?: true;
  /** Whether it is a fault of irqline itself, met elsewhere; the command line then exits with 4. */
  readonly isOurs?: true;
}

/** The stable name of an error. */
export type ErrorCode = keyof typeof errorCatalogue;

/** Whether the catalogue has this. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** An expected failure: its code is stable, its message says what happened and how to go on. */
export class IrqlineError extends Error {
  override readonly name = 'IrqlineError';

  readonly code: ErrorCode;
  /** What was met here; a line of its own for each part of a long one. */
  readonly detail: string;
  /** How to go on. */
  readonly fix: string;

  /**
   * @param code - what kind of failure; see {@link errorCatalogue}
   * @param detail - what was met here, as a fragment without a full stop: `SPI cell 988`
   * @param options - `fix`: how to go on here, where that is nearer than what the catalogue says
   */
  constructor(code: ErrorCode, detail: string, options?: ErrorOptions & { readonly fix?: string }) {
    const { meaning, fix } = errorCatalogue[code];
    super(`${detail}: ${meaning} ${options?.fix ?? fix} [${code}]`, options);
    this.code = code;
    this.detail = detail;
    this.fix = options?.fix ?? fix;
  }

  /** What happened, and where, and how to go on, for machines: each on one line. */
  toJSON(): { readonly code: ErrorCode; readonly detail: string; readonly fix: string } {
    return { code: this.code, detail: this.detail.trim().replaceAll(/\s*\n\s*/g, ' / '), fix: this.fix };
  }
}

/** Whether this is a fault of irqline itself, and tells nothing of what is tested or of the machine. */
export function isFaultOfOurs(error: unknown): boolean {
  if (!(error instanceof IrqlineError)) return true;
  const entry: ErrorEntry = errorCatalogue[error.code];
  return entry.isOurs === true;
}
