import { delivery, type DeliveryLocal, type Profile } from '../../model/delivery/index.js';
import type { Delivery } from '../../impl/index.js';
import type { LogEntry } from './shared-log.js';

/** The design that our implementation claims to be, for each delivery, with Linux's driver. */
export const ownProfiles: Readonly<Record<Delivery, Profile>> = {
  edge: {
    order: 'statusFirst',
    update: 'or',
    signal: 'always',
    section: 'whole',
    trigger: 'edge',
    detector: 'transition',
    driver: 'ackFirst',
  },
  level: {
    order: 'statusFirst',
    update: 'or',
    signal: 'level',
    section: 'whole',
    trigger: 'level',
    detector: 'transition',
    driver: 'ackFirst',
  },
};

/**
 * Takes the delivery model through a history, step by step, and compares what was seen with what the model has.
 * @param threads - how many device threads there are; the actor after them is the driver
 * @returns why the model does not allow this history, or undefined when it does, and nothing is left to deliver
 */
export function objection(profile: Profile, threads: number, history: Iterable<LogEntry>): string | undefined {
  const system = delivery(profile, threads);
  let shared = system.initial;
  const locals: DeliveryLocal[] = system.processes.map(({ process }) => process.initial);
  let at = 0;
  for (const entry of history) {
    const { process } = actorOf(system.processes, entry.actor);
    const local = actorOf(locals, entry.actor);
    const step = process
      .steps(shared, local)
      .find(({ action }) => action.kind === entry.kind && (action.kind !== 'publish' || action.bit === entry.bits));
    const where = `step ${at}, ${entry.kind} of actor ${entry.actor}`;
    if (step === undefined) return `${where}: not possible in ${JSON.stringify({ ...shared, local })}`;
    shared = step.shared;
    locals[entry.actor] = step.local;
    if (entry.status !== undefined && entry.status !== shared.status) {
      return `${where}: InterruptStatus is ${entry.status}, the model has ${shared.status}`;
    }
    const { wire } = entry;
    if (wire !== undefined && (wire.line !== shared.line || wire.latch !== shared.latch)) {
      return `${where}: the wire is ${JSON.stringify(wire)}, the model has ${JSON.stringify(shared)}`;
    }
    at += 1;
  }
  const isOver = system.processes.every(({ process }, index) =>
    process.steps(shared, actorOf(locals, index)).every(({ action }) => system.isOptional(action)),
  );
  if (!isOver) return `the history ends where more has to happen: ${JSON.stringify({ ...shared, locals })}`;
  return shared.work === 0 ? undefined : `lost: work ${shared.work} is left and nobody will look`;
}

/**
 * Checks what the delivery model does not have: after a reset nothing is set or signalled until the line is opened (N8).
 * @returns what came too late, or undefined
 */
export function notificationAfterReset(history: Iterable<LogEntry>): string | undefined {
  let isOpen = false;
  let at = 0;
  for (const { kind, actor } of history) {
    if (kind === 'open') isOpen = true;
    if (kind === 'reset') isOpen = false;
    if (!isOpen && (kind === 'update' || kind === 'pulse'))
      return `step ${at}: ${kind} of actor ${actor} after a reset`;
    at += 1;
  }
  return undefined;
}

function actorOf<Each>(actors: readonly Each[], index: number): Each {
  const actor = actors[index];
  if (actor === undefined) throw new Error(`the log names actor ${index}, and there are ${actors.length}`);
  return actor;
}
