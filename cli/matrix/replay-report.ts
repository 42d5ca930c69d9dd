import type {
  Inconclusive,
  Lifecycle,
  LifecycleAction,
  LifecycleVerdict,
  Profile,
  Run,
  Verdict,
} from '../../model/index.js';
import {
  replayLifecycle,
  replayRun,
  type DeliveryReplay,
  type DeliveryView,
  type ReplayedStep,
} from '../../properties/index.js';
import { pc } from '../colour.js';
import { table } from '../report/table.js';
import { lifecycleText } from './select-lifecycle.js';
import { profileText } from './select.js';
import { actionName, bitLetters, stateHeads } from './words.js';

/** What the replays of a profile's runs came to, for people. */
export interface ReplayReport {
  readonly text: string;
  /** Whether the real code went the model's way to the end of every run, and lost the event there. */
  readonly isConfirmed: boolean;
}

/** Runs on the real code the runs by which a profile loses an event, and shows model and code side by side. */
export const replayReport = (profile: Profile, judged: Verdict | Inconclusive): ReplayReport =>
  reportOf(profileText(profile), judged, (run) => replayRun(profile, run));

/** The same for the runs by which a profile loses an event when a lifecycle happens to it. */
export const lifecycleReplayReport = (
  profile: Profile,
  lifecycle: Lifecycle,
  judged: LifecycleVerdict | Inconclusive,
): ReplayReport =>
  reportOf(`${profileText(profile)}\n${lifecycleText(lifecycle)}`, judged, (run) =>
    replayLifecycle(profile, lifecycle, run),
  );

/** The part of a verdict that is replayed. */
interface Losing<R> {
  readonly kind: Verdict['kind'];
  readonly shortest: number | null;
  readonly shortestDead: number | null;
  readonly lostRun: R | null;
  readonly deadRun: R | null;
}

function reportOf<R extends Run<unknown, { readonly kind: string }, unknown>>(
  head: string,
  judged: Losing<R> | Inconclusive,
  replay: (run: R) => DeliveryReplay<LifecycleAction>,
): ReplayReport {
  if (judged.kind === 'INCONCLUSIVE')
    return { text: `${head}\n\nInconclusive: there is no run to replay.`, isConfirmed: true };
  const runs = [judged.lostRun, judged.shortest === judged.shortestDead ? null : judged.deadRun];
  const replayed = runs.filter((run) => run !== null).map((run) => runReport(run, replay(run)));
  if (replayed.length === 0) {
    return { text: `${head}\n\n${judged.kind}: there is no run that loses an event.`, isConfirmed: true };
  }
  return {
    text: [head, ...replayed.map(({ text }) => text)].join('\n\n'),
    isConfirmed: replayed.every(({ isConfirmed }) => isConfirmed),
  };
}

function runReport(
  run: Run<unknown, { readonly kind: string }, unknown>,
  { steps, agrees, hasLost }: DeliveryReplay<LifecycleAction>,
): ReplayReport {
  const driver = run.start.locals.findIndex((local) => 'active' in local);
  const nameOf = (process: number): string => {
    if (process === driver) return 'driver';
    return process < driver ? `thread ${process}` : 'host';
  };
  const rows = steps.map((step, index) => [
    `${index + 1}`,
    nameOf(step.process),
    actionName(step.action),
    ...viewCells(step.model),
    ...viewCells(step.code),
    remarkOn(step),
  ]);
  const headsOf = (whose: string): readonly string[] =>
    stateHeads.map((head, index) => (index === 0 ? `${whose}\n${head}` : head));
  const isConfirmed = agrees && hasLost;
  const end = isConfirmed
    ? `${pc.red('Lost')}, in the model and on the real code: ${steps.length} steps, the same state after each.`
    : `${pc.red('The real code went another way')} at step ${steps.length} of ${run.steps.length}.`;
  return { text: `${table(['', '', '', ...headsOf('model'), ...headsOf('code'), ''], rows)}\n\n${end}`, isConfirmed };
}

/** The cells under {@link stateHeads}. */
const viewCells = ({ work, status, line, latch, active }: DeliveryView): readonly string[] => [
  bitLetters(work),
  bitLetters(status),
  ...[line, latch, active].map((level) => (level ? '1' : '0')),
];

const remarkOn = ({ differences }: ReplayedStep<LifecycleAction>): string =>
  differences.length === 0 ? pc.green('=') : pc.red(`differs: ${differences.join(', ')}`);
