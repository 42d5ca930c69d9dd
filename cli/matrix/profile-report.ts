import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import {
  brokenRules,
  type Inconclusive,
  type Lasso,
  type Lifecycle,
  type LifecycleAction,
  type LifecycleLocal,
  type LifecycleVerdict,
  type Profile,
  type Shared,
  type Verdict,
} from '../../model/index.js';
import { lifecycleFaults } from '../../properties/index.js';
import { pc } from '../colour.js';
import { sequenceDiagram } from '../report/sequence.js';
import { table } from '../report/table.js';
import { count } from '../report/verdict.js';
import { textWidth, wrapped, wrappedAfter } from '../report/wrap.js';
import type { Selection } from './select.js';
import { lifecycleText } from './select-lifecycle.js';
import { profileText } from './select.js';
import { sightingLines, sightingOf } from './sighting.js';
import { lanesOf, tell, type ToldRun, type ToldStep } from './story.js';
import { lostSentence, stateCells, stateHeads, stateText, stormSentence } from './words.js';

/** A verdict that can be told, whether or not a lifecycle happens. */
type ToldVerdict = Verdict<Shared, LifecycleLocal, LifecycleAction>;

/** One profile for people: what it is, its verdict, and the run that shows it. */
export function profileReport({ profile, system }: Selection, judged: Verdict | Inconclusive, threads: number): string {
  const title = system === undefined ? [] : [pc.bold(`${system.name}: ${system.title}`)];
  const remarks =
    system === undefined
      ? []
      : [
          `Source: ${system.source}`,
          `Read there: ${Object.keys(system.choices)
            .filter((axis) => !isIn(system.inferred, axis))
            .join(', ')}. Inferred: ${system.inferred.join(', ') || 'nothing'}.`,
          system.remark,
        ];
  const sighting = system === undefined ? undefined : sightingOf(system, profile.driver);
  const seen = sighting === undefined ? [] : sightingLines(sighting);
  const told = verdictSections(profile, judged, threads, brokenSection(profile));
  return [[...title, profileText(profile)], remarks, seen]
    .filter((section) => section.length > 0)
    .map((section) => section.map((line) => wrapped(line)).join('\n'))
    .concat(told)
    .join('\n\n');
}

/** One lifecycle of a profile for people: what happens, the verdict, and the run that shows it. */
export function lifecycleReport(
  { profile, system }: Selection,
  lifecycle: Lifecycle,
  judged: LifecycleVerdict | Inconclusive,
  threads: number,
): string {
  const title = system === undefined ? [] : [pc.bold(`${system.name}: ${system.title}`)];
  const what = lifecycle.kind === 'save' ? 'Saved and restored, once, at any point' : 'Reset, once, at any point';
  const early = 'premature' in judged && judged.premature;
  const remark = early ? ['It can notify between reset and DRIVER_OK, which VIRTIO forbids (3.1.2).'] : [];
  const head = [...title, profileText(profile), `${what}: ${lifecycleText(lifecycle)}`].join('\n');
  const known = lifecycleFaults
    .filter(({ race }) => isDeepStrictEqual([race?.profile, race?.lifecycle], [profile, lifecycle]))
    .map(({ id, what: fault, source, mutants }) =>
      wrapped(`${id}: ${fault}\nSource: ${source}\nMutants: ${mutants.join(', ')}`),
    );
  return [head, ...known, ...verdictSections(profile, judged, threads, remark)].join('\n\n');
}

const isIn = (axes: readonly string[], axis: string): boolean => axes.includes(axis);

/** @param remarks - what stands between the verdict and the runs */
function verdictSections(
  profile: Profile,
  judged: ToldVerdict | Inconclusive,
  threads: number,
  remarks: readonly string[],
): readonly string[] {
  if (judged.kind === 'INCONCLUSIVE') {
    return [`inconclusive: more than ${count(judged.maxStates)} states with ${threads} threads. Nothing is claimed.`];
  }
  const size = `${count(judged.states)} states, ${count(judged.edges)} steps between them, ${threads} device threads`;
  const storm = judged.storm ? [`There is a storm. ${stormSentence(judged.stormStarves)}`] : [];
  return [
    wrapped(`${verdictSentence(judged)} (${size})`),
    ...storm,
    ...remarks,
    ...runSection('A shortest run:', profile, judged.lostRun),
    ...(judged.shortest === judged.shortestDead
      ? []
      : runSection('A shortest run after which nothing is ever serviced again:', profile, judged.deadRun)),
    ...stormSection(profile, judged.stormRun),
  ];
}

/** What to do otherwise. */
function brokenSection(profile: Profile): readonly string[] {
  const broken = brokenRules(profile).map(({ id, text }) => wrappedAfter('  ', `${id}: ${text}`, 4));
  return broken.length === 0 ? [] : [['It would be safe if it kept these rules as well:', ...broken].join('\n')];
}

function verdictSentence(judged: ToldVerdict): string {
  if (judged.kind === 'SAFE') {
    const spurious = judged.spurious
      ? 'A handler may find InterruptStatus empty.'
      : 'No handler finds InterruptStatus empty.';
    return `${pc.green('SAFE')}: every event is serviced, even if publishing never stops. ${spurious}`;
  }
  if (judged.kind === 'STORM') return `${pc.magenta('STORM')}: interrupts go on for ever without any new event.`;
  return judged.dead
    ? `${pc.red('LOST, dead')}: an event is lost, and nothing that happens later is ever serviced.`
    : `${pc.yellow('LOST')}: an event is lost, unless a later one happens to rescue it.`;
}

function runSection(title: string, profile: Profile, run: ToldRun | null): readonly string[] {
  if (run === null) return [];
  const last = run.steps.at(-1)?.after ?? run.start;
  const end = wrapped(`${pc.red('Lost:')} ${lostSentence(last.shared.work)}`);
  return [`${title}\n\n${diagram(tell(profile, run.start, run.steps))}`, end];
}

function stormSection(
  profile: Profile,
  lasso: Lasso<Shared, LifecycleLocal, LifecycleAction> | null,
): readonly string[] {
  if (lasso === null) return [];
  const entry = lasso.stem.steps.at(-1)?.after ?? lasso.stem.start;
  return [
    `The way into a storm:\n\n${diagram(tell(profile, lasso.stem.start, lasso.stem.steps))}`,
    `and then, again and again:\n\n${diagram(tell(profile, entry, lasso.loop))}`,
  ];
}

/** The steps as arrows, and the state after each beside them, or below where there is no room. */
function diagram(steps: readonly ToldStep[]): string {
  const drawn = (note: (step: ToldStep, number: number) => string): string =>
    sequenceDiagram(
      lanesOf(steps),
      steps.flatMap(({ messages }) => messages),
      steps.flatMap((step, index) => step.messages.map((_, part) => (part === 0 ? note(step, index + 1) : ''))),
    );
  const beside = drawn(({ after }, number) => `${String(number).padStart(2)}  ${pc.dim(stateText(after))}`);
  const width = Math.max(
    ...stripVTControlCharacters(beside)
      .split('\n')
      .map((line) => line.length),
  );
  if (width <= textWidth()) return beside;
  const states = steps.map(({ after }, index) => [String(index + 1), ...stateCells(after)]);
  return `${drawn((_, number) => String(number).padStart(2))}\n\n${table(['after', ...stateHeads], states)}`;
}
