import { IrqlineError } from '../../spec/index.js';
import type { System } from './system.js';
import { tabulate } from './table.js';

/** Where the local state of one process stands in a packed state, and its steps as changes of that state. */
export interface Field<Local> {
  readonly locals: readonly Local[];
  /** The number of local states. */
  readonly size: number;
  /** Whether it stands in bits 32 to 63. The shared part always stands at bit 0. */
  readonly isHigh: boolean;
  readonly shift: number;
  readonly mask: number;
  readonly rowStart: Uint32Array;
  /** What each step changes in bits 0 to 31, as an exclusive or. */
  readonly lowChange: Uint32Array;
  /** What each step changes in bits 32 to 63, as an exclusive or. */
  readonly highChange: Uint32Array;
  /** What each step is called: index into the labels of all processes. */
  readonly label: Uint32Array;
}

/** How the states of a system are packed. */
export interface Layout<Local, Action> {
  readonly isWide: boolean;
  readonly sharedMask: number;
  readonly initialLow: number;
  readonly initialHigh: number;
  readonly fields: readonly Field<Local>[];
  readonly labels: readonly { readonly process: number; readonly action: Action; readonly isOptional: boolean }[];
  /** The greatest number of steps out of one state. */
  readonly mostSteps: number;
}

/** Bits needed to tell `count` values apart. */
const bitsFor = (count: number): number => Math.ceil(Math.log2(count));

/**
 * Tabulates every process and gives each a field of a packed state. No field crosses bit 32.
 * @throws IrqlineError `EXPLORATION_TOO_WIDE` when the fields need more than 64 bits, or the labels more than 8.
 */
export function layOut<Shared, Local, Action>(system: System<Shared, Local, Action>): Layout<Local, Action> {
  const sharedBits = bitsFor(system.domain.length);
  const fields: Field<Local>[] = [];
  const labels: Layout<Local, Action>['labels'][number][] = [];
  let nextBit = sharedBits;
  let mostSteps = 0;
  system.processes.forEach(({ process }, index) => {
    const table = tabulate(process, system.domain);
    const bits = bitsFor(table.locals.length);
    if (nextBit < 32 && nextBit + bits > 32) nextBit = 32;
    const isHigh = nextBit >= 32;
    const shift = nextBit % 32;
    const firstLabel = labels.length;
    labels.push(...table.actions.map((action) => ({ process: index, action, isOptional: system.isOptional(action) })));
    fields.push({
      locals: table.locals,
      size: table.locals.length,
      isHigh,
      shift,
      mask: 2 ** bits - 1,
      rowStart: table.rowStart,
      lowChange: table.sharedChange.map((change, step) =>
        isHigh ? change : change ^ ((table.localChange[step] as number) << shift),
      ),
      highChange: table.localChange.map((change) => (isHigh ? change << shift : 0)),
      label: table.action.map((action) => firstLabel + action),
    });
    nextBit += bits;
    mostSteps += table.mostSteps;
  });
  if (nextBit > 64 || labels.length > 256) {
    throw new IrqlineError('EXPLORATION_TOO_WIDE', `${nextBit} bits and ${labels.length} labels`);
  }
  // The domain lists its values in any order; the local states are numbered from the initial one, so those fields are 0.
  const initial = JSON.stringify(system.initial);
  const initialLow = system.domain.findIndex((value) => JSON.stringify(value) === initial);
  if (initialLow === -1)
    throw new Error('the initial shared part is not in the domain that the system itself declares');
  return {
    isWide: nextBit > 32,
    sharedMask: 2 ** sharedBits - 1,
    initialLow,
    initialHigh: 0,
    fields,
    labels,
    mostSteps,
  };
}
