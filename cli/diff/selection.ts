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

/** All of it. @param seed - of the schedules of SAFE designs */
export const everything = (seed: number): Selection => ({
  ...ofKvm,
  designs: () => deliveryRuns(seed, SCHEDULES),
  scenarios: gicScenarios,
});

/**
 * What bears a name.
 * @param pattern - the name, in which `*` stands for anything
 * @throws IrqlineError UNKNOWN_NAME, with the nearest names, when nothing does
 */
export function named(pattern: string, seed: number): Selection {
  const pieces = pattern.split('*').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const shape = new RegExp(`^${pieces.join('.*')}$`);
  const all = everything(seed);
  const runs = all.designs();
  if (!namesOf(all, runs).some((name) => shape.test(name))) {
    throw unknownName(
      'no call, quirk, divergence, design or scenario',
      pattern,
      namesOf(all, runs),
      'docs/kvm.md and docs/kvm-calls.md',
    );
  }
  const designs = runs.filter(({ names }) => names.some((name) => shape.test(name)));
  return {
    calls: all.calls.filter(({ id }) => shape.test(id)),
    known: all.known.filter(({ id }) => shape.test(id)),
    designs: () => designs,
    scenarios: all.scenarios.filter(({ id }) => shape.test(id)),
    qemu: [],
  };
}

const namesOf = ({ calls, known, scenarios }: Selection, designs: readonly ActedRun[]): readonly string[] => [
  ...[...calls, ...known, ...scenarios].map(({ id }) => id),
  ...designs.flatMap(({ names }) => names),
];
