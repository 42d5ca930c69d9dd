import { axes, verdict, type Profile } from '../../model/index.js';
import type { Hello } from '../../properties/index.js';
import { selectProfile } from '../matrix/select.js';

/** What the matrix says of how an implementation signals, all else being as well done as it can be. */
export interface Design {
  readonly signal: Profile['signal'];
  /** As `irqline matrix --profile` takes it. */
  readonly profile: string;
  /** With Linux's driver, on an edge-triggered line whose GIC sees changes of the wire. */
  readonly verdict: ReturnType<typeof verdict>['kind'];
  /** The lines on which it is SAFE with Linux's driver. */
  readonly safeWhere: readonly Line[];
}

/** How a line is configured, and what its GIC counts as an edge. */
type Line = Pick<Profile, 'trigger' | 'detector'>;

/** Two threads are what a loss takes. */
const THREADS = 2;

/** The design that a hello commits every run to; undefined when it leaves `signal` open, or is not of a device. */
export function designOf({ kit, config }: Hello): Design | undefined {
  const choices = config['choices'] as { readonly signal?: Profile['signal'] } | undefined;
  const signal = kit.model.layer === 'device' ? choices?.signal : undefined;
  if (signal === undefined) return undefined;
  const profile = `signal=${signal}`;
  const usual = selectProfile(profile).profile;
  const lines = axes.trigger.flatMap((trigger) => axes.detector.map((detector) => ({ trigger, detector })));
  const safeWhere = lines.filter((line) => verdict({ ...usual, ...line }, THREADS).kind === 'SAFE');
  return { signal, profile, verdict: verdict(usual, THREADS).kind, safeWhere };
}

/** A check is of one thread; where the matrix knows of a loss to a race that a passing design has, it is told. */
export function designLines(hello: Hello): readonly string[] {
  const design = designOf(hello);
  if (design === undefined || design.verdict === 'SAFE') return [];
  const { signal, profile, safeWhere } = design;
  const lines = new Set(safeWhere.map((line) => lineInWords(line, safeWhere)));
  const where = lines.size === 0 ? 'on every kind of line' : `unless its line is ${[...lines].join(', or ')}`;
  return [
    `  ! "${signal}" loses interrupts with Linux's driver, ${where};`,
    `    the run that does it: npx irqline matrix --profile ${profile}`,
  ];
}

/** In which lines a design is SAFE: the detector is only told where it matters. */
function lineInWords({ trigger, detector }: Line, safeWhere: readonly Line[]): string {
  const isWhole = safeWhere.filter((line) => line.trigger === trigger).length === axes.detector.length;
  if (isWhole) return `${trigger}-triggered`;
  const counted = detector === 'assert' ? "every assertion, as KVM's does" : 'changes of the wire';
  return `${trigger}-triggered at a GIC that counts ${counted}`;
}
