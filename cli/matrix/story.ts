import { match } from 'ts-pattern';
import type { DeliveryAction, DeliveryRun, DeliveryState, Profile } from '../../model/index.js';
import type { Message } from '../../properties/index.js';
import { bitNames } from './words.js';

const statusLane = 'InterruptStatus';
const lineLane = 'GIC line';
const driverLane = 'Driver';

/** A step as it goes between the parties. */
export interface ToldStep {
  /** At least one: where status and line change in one critical section, the same step shows twice. */
  readonly messages: readonly Message[];
  readonly before: DeliveryState;
  readonly after: DeliveryState;
}

/** The parties from left to right: only the threads that do something in these steps. */
export function lanesOf(steps: readonly ToldStep[]): readonly string[] {
  const threads = steps.flatMap(({ messages }) =>
    messages.flatMap(({ from, to }) => [from, to]).filter((lane) => lane.startsWith(threadPrefix)),
  );
  return [...new Set(threads.toSorted()), statusLane, lineLane, driverLane];
}

const threadPrefix = 'Thread ';

/** Tells the steps of a run, from the state in which it starts. */
export function tell(profile: Profile, start: DeliveryState, steps: DeliveryRun['steps']): readonly ToldStep[] {
  return steps.map(({ process, action, after }, index) => {
    const before = steps[index - 1]?.after ?? start;
    const isDriver = process === start.locals.length - 1;
    const actor = isDriver ? driverLane : `${threadPrefix}${process}`;
    return { messages: messagesOf(profile, actor, action, before, after), before, after };
  });
}

function messagesOf(
  profile: Profile,
  actor: string,
  action: DeliveryAction,
  { shared: before }: DeliveryState,
  { shared: after, locals }: DeliveryState,
): readonly Message[] {
  const own = (text: string): Message => ({ from: actor, to: actor, text });
  const toLine = (text: string, from = actor): Message => ({ from, to: lineLane, text });
  const levelAfter = toLine(after.line ? '1' : '0', statusLane);
  const follows = profile.signal === 'level' && profile.section === 'whole' ? [levelAfter] : [];
  const seen = locals.flatMap((local) => ('seen' in local ? [local.seen] : []))[0] ?? 0;
  return match(action)
    .with({ kind: 'publish' }, ({ bit }) => [own(`publish ${bitNames(bit)}`)])
    .with({ kind: 'remember' }, () => [{ from: statusLane, to: actor, text: `read ${bitNames(before.status)}` }])
    .with({ kind: 'update' }, () => [{ from: actor, to: statusLane, text: `:= ${bitNames(after.status)}` }, ...follows])
    .with({ kind: 'drive1' }, () => [toLine('1')])
    .with({ kind: 'drive0' }, () => [toLine('0')])
    .with({ kind: 'pulse' }, () => [toLine('pulse')])
    .with({ kind: 'take' }, () => [{ from: lineLane, to: actor, text: 'take' }])
    .with({ kind: 'read' }, () => [{ from: statusLane, to: actor, text: `read ${bitNames(before.status)}` }])
    .with({ kind: 'ack' }, () => {
      const acked = profile.driver === 'ackOnes' ? 'everything' : bitNames(seen);
      return [{ from: actor, to: statusLane, text: `ACK ${acked}` }, ...follows];
    })
    .with({ kind: 'driveAfterAck' }, () => [levelAfter])
    .with({ kind: 'service' }, () => [own(serviceText(before.work, after.work))])
    .with({ kind: 'eoi' }, () => [toLine('EOI')])
    .exhaustive();
}

const serviceText = (before: number, after: number): string =>
  before === after ? 'service: finds nothing to do' : `service ${bitNames(before & ~after)}`;
