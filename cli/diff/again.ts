import { join } from 'node:path';
import {
  documented,
  injectionOf,
  isAsDocumented,
  type Difference,
  type DiffResult,
  type DocumentedOutcome,
  type ScenarioOutcome,
  type SubjectName,
} from '../../kvm-backend/index.js';
import { encodeTrace } from '../../properties/index.js';
import { pc } from '../colour.js';
import { keep, type Kept } from '../files.js';
import { quoted } from '../shell.js';
import type { Found } from './session.js';

/** How to see again something that is not as it should be. */
export interface Again {
  /** Its name; of a generated run its subject and rung, `kvm-rung-2`. */
  readonly of: string;
  /** Its run as a trace, where it is one. */
  readonly trace?: Kept;
  /** What to type. */
  readonly commands: readonly string[];
}

/** What the comparison that found it was asked for. */
export interface Asked {
  readonly seed: number;
  readonly isReplay: boolean;
  /** Options that say where KVM runs: `--kernel bookworm`. */
  readonly where: readonly string[];
  /** All that was compared: whatever has the most list registers counts for what is generated. */
  readonly against: readonly SubjectName[];
  /** The directory for traces. */
  readonly traces: string;
}

/** Keeps the runs of all that is wrong as traces, and says of each how to see it again. */
export function seeAgain(found: Found, asked: Asked): readonly Again[] {
  const broken = found.contract.filter(({ expected, actual }) => expected !== actual);
  const acted = found.delivery.filter(({ wrong }) => wrong !== undefined).map(({ names }) => names[0] ?? '');
  return [
    ...broken.map(({ id }) => ({ of: id, commands: [byName(id, asked)] })),
    ...found.known.filter((outcome) => !isAsDocumented(outcome)).map((outcome) => ofDocumented(outcome, asked)),
    ...(found.qemu?.known ?? []).filter((outcome) => !isAsDocumented(outcome)).map((outcome) => ofQemu(outcome, asked)),
    ...acted.map((name) => ({ of: name, commands: [`${byName(name, asked)} --seed ${asked.seed}`] })),
    ...found.scenarios.filter(({ kind }) => kind === 'differs').map((outcome) => ofScenario(outcome, asked)),
    ...found.results.flatMap((result) => ofRun(result, asked)),
  ];
}

/** The lines that tell how to see something again, by its name. */
export function againLines(again: readonly Again[], of: string): readonly string[] {
  const entry = again.find((one) => one.of === of);
  if (entry === undefined) return [];
  const { trace, commands } = entry;
  return [
    ...(trace !== undefined && 'problem' in trace ? [pc.yellow(`The trace was not kept: ${trace.problem}`)] : []),
    ...commands,
  ];
}

/** What a run of `irqline diff` is called in files, and where it is told how to see it again. */
export const nameOfRun = ({ subject, rung }: DiffResult): string => `${subject}-rung-${rung}`;

function ofDocumented({ id, difference }: DocumentedOutcome, asked: Asked): Again {
  const rung = documented.find((entry) => entry.id === id)?.rung ?? 2;
  return { of: id, ...seen({ name: id, rung, difference }, [byName(id, asked)], asked) };
}

/** Its trace is the way to see it again. */
function ofQemu({ id, difference }: DocumentedOutcome, asked: Asked): Again {
  return { of: id, ...seen({ name: id, subject: 'qemu', rung: 1, difference }, [], asked) };
}

function ofScenario({ id, difference }: ScenarioOutcome, asked: Asked): Again {
  return { of: id, ...seen({ name: id, rung: 2, difference }, [byName(id, asked)], asked) };
}

function ofRun(result: DiffResult, asked: Asked): readonly Again[] {
  const { failure: difference, subject, rung } = result;
  if (difference === undefined) return [];
  const generated = `${command(asked.against, asked)} --rung ${rung} --seed ${difference.seed} --runs 10`;
  const failed = { name: `rung-${rung}`, subject, rung, difference };
  return [{ of: nameOfRun(result), ...seen(failed, asked.isReplay ? [] : [generated], asked) }];
}

interface Failed {
  /** Of its trace, after that of its subject. */
  readonly name: string;
  /** KVM unless said otherwise. */
  readonly subject?: DiffResult['subject'];
  readonly rung: number;
  readonly difference: Difference | undefined;
}

/** Keeps the run of a difference, where there is one, and adds the command that makes it again. */
function seen(
  { name, subject = 'kvm', rung, difference }: Failed,
  commands: readonly string[],
  asked: Asked,
): Omit<Again, 'of'> {
  if (difference === undefined) return { commands };
  const file = `${subject}-${name.replaceAll('/', '-')}.json`;
  const trace = keep(join(asked.traces, file), traceOf(subject, difference));
  if ('problem' in trace) return { trace, commands };
  return {
    trace,
    commands: [...commands, `${command([subject], asked)} --rung ${rung} --replay ${quoted(trace.path)}`],
  };
}

/** The run up to where it differs. */
function traceOf(subject: DiffResult['subject'], { run, step }: Difference): string {
  const { config, actions, injection } = run;
  const way = injection === undefined ? {} : { injection: injectionOf(injection) };
  const steps = actions.slice(0, step + 1).map((action) => ({ action }));
  return encodeTrace({ layer: 'gic', subject, config, ...way, steps });
}

const byName = (name: string, asked: Asked): string => `${command(['kvm'], asked)} --only ${quoted(name)}`;

function command(against: readonly SubjectName[], { where }: Asked): string {
  const hasKvm = against.includes('kvm');
  const list = hasKvm && against.length === 1 ? [] : [`--against ${against.join(',')}`];
  return ['npx irqline diff', ...(hasKvm ? where : []), ...list].join(' ');
}
