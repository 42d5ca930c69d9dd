import { delivery, type DeliveryAction, type DeliveryState, type Profile } from '../../model/delivery/index.js';
import { fittingProfiles, type FittingProfiles } from './fitting-profiles.js';
import type { FollowedLine, LineState, OpenEvent } from './follow-line.js';
import type { RecordedStep } from './step.js';

/** An event that was sent and that nobody comes for, though the device and the driver both did all they do. */
export interface LostInterrupt {
  /** The events that the driver never acknowledged, oldest first; the first is the one that was lost. */
  readonly events: readonly [first: OpenEvent, ...later: OpenEvent[]];
  /** Line of the file after which nobody came any more. */
  readonly sinceLine: number;
  /** The profile of the recorded machine and driver; what the recording leaves open is from their sources. */
  readonly profile: Profile;
  /** The profiles that can make this recording at all. */
  readonly fitting: FittingProfiles;
  /** Whether no further event, whichever it is, can ever be serviced. */
  readonly dead: boolean;
  /** States that further events can lead to. */
  readonly statesAhead: number;
  /** InterruptStatus at the end. */
  readonly status: number;
  /** What happened, in order, each with the lines of the file that show it. */
  readonly story: readonly string[];
  /** Index of the step at which the story begins: the last edge that the GIC saw. */
  readonly fromStep: number;
}

/** The lost interrupt at the end of a run, null when there is none: nothing is open, or the driver is on its way. */
export function findLostInterrupt(
  steps: readonly RecordedStep[],
  followed: FollowedLine,
  profile: Profile,
): LostInterrupt | null {
  const end = followed.states.at(-1);
  const [first, ...later] = end?.open ?? [];
  if (end === undefined || first === undefined || !isStranded(end)) return null;
  const since = followed.states.findLastIndex((state) => !isStranded(state)) + 1;
  const ahead = exploreAhead(profile, end);
  const lost = {
    events: [first, ...later] as const,
    sinceLine: steps[since]?.lines[0] ?? 0,
    profile,
    fitting: fittingProfiles(steps),
    dead: !ahead.isServed,
    statesAhead: ahead.states,
    status: end.status,
    fromStep: end.risenAt ?? 0,
  };
  return { ...lost, story: tellStory(steps, followed, end, lost) };
}

/** Something is to be told, and nobody is told: no interrupt is pending, no handler runs. */
function isStranded({ status, pending, handler }: LineState): boolean {
  return status !== 0 && !pending && handler === 'idle';
}

/** Every state of the delivery system that can follow, whatever the device publishes, and whether one of them services. */
function exploreAhead(profile: Profile, end: LineState): { readonly states: number; readonly isServed: boolean } {
  const system = delivery(profile, 1);
  const work = end.open.reduce((bits, { bit }) => bits | bit, 0);
  const start: DeliveryState = {
    shared: { work, status: end.status, line: end.line, latch: end.latch },
    locals: system.processes.map(({ process }) => process.initial),
  };
  const seen = new Map([[JSON.stringify(start), start]]);
  const actions = new Set<DeliveryAction['kind']>();
  for (const state of seen.values()) {
    for (const [index, { process }] of system.processes.entries()) {
      for (const step of process.steps(state.shared, state.locals[index] ?? process.initial)) {
        actions.add(step.action.kind);
        const next = { shared: step.shared, locals: state.locals.with(index, step.local) };
        seen.set(JSON.stringify(next), next);
      }
    }
  }
  return { states: seen.size, isServed: actions.has('service') };
}

function tellStory(
  steps: readonly RecordedStep[],
  { states }: FollowedLine,
  end: LineState,
  { sinceLine, dead, statesAhead }: Pick<LostInterrupt, 'sinceLine' | 'dead' | 'statesAhead'>,
): readonly string[] {
  const rise = end.risenAt ?? 0;
  const lineOf = (step: number): number => steps[step]?.lines[0] ?? 0;
  const driveLineOf = (step: number): number => steps[step]?.lines.at(-1) ?? 0;
  const lastMove = (kind: 'take' | 'read' | 'ack'): number =>
    steps.findLastIndex(({ move }, step) => step > rise && move?.kind === kind);
  const [take, read, ack] = [lastMove('take'), lastMove('read'), lastMove('ack')];
  const acknowledged = steps[ack]?.move;
  const mask = acknowledged?.kind === 'ack' ? acknowledged.mask : 0;
  const drives = end.unseenDrives.map((step) => driveLineOf(step)).join(', ');
  return [
    `Line ${driveLineOf(rise)} raises the interrupt line. That is an edge, and the driver takes the interrupt at line ${lineOf(take)}.`,
    `Line ${lineOf(ack)} acknowledges ${mask}, which is what line ${lineOf(read)} read. InterruptStatus keeps ${states[ack]?.status ?? 0}, so the line stays high.`,
    `The device drives the line high again (lines ${drives}). It is high already: no transition, no edge, nothing latched.`,
    `Since line ${sinceLine} InterruptStatus is not empty, nothing is latched, and no handler runs: nobody comes.`,
    dead
      ? `It is dead: only the handler acknowledges, only an InterruptACK lowers the line, and only a line that rises starts the handler. None of the ${statesAhead} states that further events lead to has a way out.`
      : `A later event may still rescue it: ${statesAhead} states lie ahead, and in some the driver services what is open.`,
  ];
}
