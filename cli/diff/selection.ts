import {
  contractCases,
  documented,
  documentedOfQemu,
  type ContractCase,
  type Divergence,
  type QemuEntry,
  type Quirk,
} from '../../kvm-backend/index.js';
import { deliveryRuns, gicScenarios, type ActedRun, type GicScenario } from '../../properties/index.js';
import { unknownName } from '../nearest.js';

/** What KVM is to show of that which has a name; generated runs have none. */
export interface Selection {
  readonly calls: readonly ContractCase[];
  readonly known: readonly (Quirk | Divergence)[];
  /** Runs of the designs of the matrix: to make them takes a second. */
  readonly designs: () => readonly ActedRun[];
  readonly scenarios: readonly GicScenario[];
  /** What is documented of QEMU, which shows it if it is compared. */
  readonly qemu: readonly QemuEntry[];
}

/** Random schedules of each SAFE design, few since KVM is slow in an emulated host. */
const SCHEDULES = 3;

export const nothing: Selection = { calls: [], known: [], designs: () => [], scenarios: [], qemu: [] };

/** What is documented of KVM itself, and of QEMU: what goes with a single rung. */
export const ofKvm: Selection = { ...nothing, calls: contractCases, known: documented, qemu: documentedOfQemu };

/** Made once for each seed. */
const runsBySeed = new Map<number, readonly ActedRun[]>();

function designsOf(seed: number): readonly ActedRun[] {
  const runs = runsBySeed.get(seed) ?? deliveryRuns(seed, SCHEDULES);
  runsBySeed.set(seed, runs);
  return runs;
}

/** All of it. @param seed - of the schedules of SAFE designs */
export const everything = (seed: number): Selection => ({
  ...ofKvm,
  designs: () => designsOf(seed),
  scenarios: gicScenarios,
});

/**
 * What bears a name.
 * @param pattern - the name, in which `*` stands for anything
 * @throws IrqlineError UNKNOWN_NAME, with the nearest names, when nothing does
 */
export function named(pattern: string, seed: number): Selection {
  const isMeant = meantBy(pattern);
  const all = everything(seed);
  const runs = all.designs();
  if (!namesOf(all, runs).some((name) => isMeant(name))) {
    throw unknownName(
      'no call, quirk, divergence, design or scenario',
      pattern,
      namesOf(all, runs),
      'docs/kvm.md and docs/kvm-calls.md',
    );
  }
  const designs = runs.filter(({ names }) => names.some((name) => isMeant(name)));
  return {
    calls: all.calls.filter(({ id }) => isMeant(id)),
    known: all.known.filter(({ id }) => isMeant(id)),
    designs: () => designs,
    scenarios: all.scenarios.filter(({ id }) => isMeant(id)),
    qemu: [],
  };
}

/** Piece after piece from the left, each where it first comes: what a regular expression would try in every place. */
function meantBy(pattern: string): (name: string) => boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return (name) => name === first;
  return (name) => {
    let end = name.startsWith(first) ? first.length : Infinity;
    for (const piece of others) {
      const begin = name.indexOf(piece, end);
      end = begin < 0 ? Infinity : begin + piece.length;
    }
    return end + last.length <= name.length && name.endsWith(last);
  };
}

const namesOf = ({ calls, known, scenarios }: Selection, designs: readonly ActedRun[]): readonly string[] => [
  ...[...calls, ...known, ...scenarios].map(({ id }) => id),
  ...designs.flatMap(({ names }) => names),
];
