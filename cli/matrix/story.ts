import { match } from 'ts-pattern';
import type { LifecycleAction, LifecycleLocal, Profile, Run, Shared } from '../../model/index.js';
import type { Message } from '../../properties/index.js';
import { bitNames, type ToldState } from './words.js';

/** A run of the delivery system, whether or not a lifecycle happens to it. */
export type ToldRun = Run<Shared, LifecycleLocal, LifecycleAction>;

const hostLane = 'Host';
const statusLane = 'InterruptStatus';
const lineLane = 'GIC line';
const driverLane = 'Driver';

/** A step as it goes between the parties. */
export interface ToldStep {
  /** At least one: where status and line change in one critical section, the same step shows twice. */
  readonly messages: readonly Message[];
  readonly before: ToldState;
  readonly after: ToldState;
}

/** The parties from left to right: the host and the threads only if they do something in these steps. */
export function lanesOf(steps: readonly ToldStep[]): readonly string[] {
  const lanes = new Set(steps.flatMap(({ messages }) => messages.flatMap(({ from, to }) => [from, to])));
  const threads = [...lanes].filter((lane) => lane.startsWith(threadPrefix)).toSorted();
  const host = [hostLane].filter((lane) => lanes.has(lane));
  return [...host, ...threads, statusLane, lineLane, driverLane];
}

const threadPrefix = 'Thread ';

/** Tells the steps of a run, from the state in which it starts. */
export function tell(profile: Profile, start: ToldState, steps: ToldRun['steps']): readonly ToldStep[] {
  const driver = start.locals.findIndex((local) => 'active' in local);
  const laneOf = (process: number): string => {
    if (process === driver) return driverLane;
    return process < driver ? `${threadPrefix}${process}` : hostLane;
  };
  return steps.map(({ process, action, after }, index) => {
    const before = steps[index - 1]?.after ?? start;
    return { messages: messagesOf(profile, laneOf(process), action, before, after), before, after };
  });
}

function messagesOf(
  profile: Profile,
  actor: string,
  action: LifecycleAction,
  { shared: before }: ToldState,
  { shared: after, locals }: ToldState,
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
    .with({ kind: 'pause' }, () => [own('stop the vCPUs')])
    .with({ kind: 'saveDevice' }, () => [{ from: statusLane, to: actor, text: `save ${bitNames(before.status)}` }])
    .with({ kind: 'saveGic' }, () => [{ from: lineLane, to: actor, text: `save ${lineText(before)}` }])
    .with({ kind: 'restore' }, () => [
      { from: actor, to: statusLane, text: `:= ${bitNames(after.status)}` },
      toLine(lineText(after)),
    ])
    .with({ kind: 'gone' }, () => [own('is gone')])
    .with({ kind: 'silenced' }, () => [own('finds the gate closed')])
    .with({ kind: 'reset' }, () => [{ from: actor, to: statusLane, text: 'reset' }])
    .with({ kind: 'reopen' }, () => [{ from: actor, to: statusLane, text: 'DRIVER_OK' }])
    .exhaustive();
}

const serviceText = (before: number, after: number): string =>
  before === after ? 'service: finds nothing to do' : `service ${bitNames(before & ~after)}`;

/** What a GIC keeps of the line. */
const lineText = ({ line, latch }: Shared): string => `line ${line ? '1' : '0'}, latch ${latch ? '1' : '0'}`;
