import { match } from 'ts-pattern';
import type { Process, Step } from '../explore/index.js';
import type { Profile } from './profile.js';
import { driveLine, isPending, type Bits, type Shared } from './wire.js';

/** What the driver does in one step. */
export type DriverAction =
  | { readonly kind: 'take' }
  /** `isSpurious`: the first read after take, and InterruptStatus is empty. */
  | { readonly kind: 'read'; readonly isSpurious: boolean }
  | { readonly kind: 'ack' }
  /** The device's second half of an InterruptACK: it drives the line to what the ACK left. */
  | { readonly kind: 'driveAfterAck' }
  | { readonly kind: 'service' }
  | { readonly kind: 'eoi' };

type Stage = 'read' | 'ack' | 'driveAfterAck' | 'service' | 'serviceAgain' | 'eoi';

/** Where the driver is: idle, or the step that it takes next; and the GIC's active state, which only it changes. */
export type Driver =
  | { readonly kind: 'idle'; readonly active: false }
  | {
      readonly kind: Stage;
      readonly active: true;
      /** What it has read of InterruptStatus since take. */
      readonly seen: Bits;
      /** Before `driveAfterAck`: the level to drive. */
      readonly level?: boolean;
    };

/** The choices that the driver's steps depend on. */
export type DriverProfile = Pick<Profile, 'driver' | 'signal' | 'section' | 'trigger' | 'detector'>;

/** The part of a profile that the driver knows: not how threads signal, only what its InterruptACK does to the line. */
export function knownToDriver({ driver, signal, section, trigger, detector }: Profile): DriverProfile {
  if (signal === 'level') return { driver, signal, section, trigger, detector };
  return { driver, signal: 'always', section: 'split', trigger, detector: 'transition' };
}

type DriverStep = Step<Shared, Driver, DriverAction>;

/** What follows a read that is not empty. A plan that ends with `read` is a loop. */
const plans: Readonly<Record<Profile['driver'], readonly Stage[]>> = {
  ackFirst: ['ack', 'service', 'eoi'],
  ackLast: ['service', 'ack', 'eoi'],
  ackOnes: ['ack', 'service', 'eoi'],
  ackLastRecheck: ['service', 'ack', 'serviceAgain', 'eoi'],
  ackFirstLoop: ['ack', 'service', 'read'],
  ackLastLoop: ['service', 'ack', 'read'],
};

const idle: Driver = { kind: 'idle', active: false };

/** The driver: it takes the interrupt whenever it is pending, and handles it in the way of its profile. */
export function driverProcess(profile: DriverProfile): Process<Shared, Driver, DriverAction> {
  const plan = plans[profile.driver];
  const after = (stage: Stage): Stage => plan[plan.indexOf(stage) + 1] as Stage;
  return {
    initial: idle,
    steps: (shared, driver) =>
      match(driver)
        .with({ kind: 'idle' }, () => take(profile, shared))
        .with({ kind: 'read' }, ({ seen }) => [read(shared, seen, plan[0] as Stage)])
        .with({ kind: 'ack' }, ({ seen }) => [ack(profile, shared, seen, after('ack'))])
        .with({ kind: 'driveAfterAck' }, ({ seen, level }) => [
          {
            action: { kind: 'driveAfterAck' } as const,
            shared: driveLine(profile, shared, level === true),
            local: { kind: after('ack'), active: true, seen } as const,
          },
        ])
        .with({ kind: 'service' }, { kind: 'serviceAgain' }, ({ kind, seen }) => [service(shared, seen, after(kind))])
        .with({ kind: 'eoi' }, () => [{ action: { kind: 'eoi' } as const, shared, local: idle }])
        .exhaustive(),
  };
}

function take(profile: DriverProfile, shared: Shared): readonly DriverStep[] {
  if (!isPending(profile, shared)) return [];
  return [
    { action: { kind: 'take' }, shared: { ...shared, latch: false }, local: { kind: 'read', active: true, seen: 0 } },
  ];
}

/** Only a loop reads twice, and only after a read that was not empty: so what was seen tells the first read. */
const read = (shared: Shared, seen: Bits, next: Stage): DriverStep => ({
  action: { kind: 'read', isSpurious: seen === 0 && shared.status === 0 },
  shared,
  local: { kind: shared.status === 0 ? 'eoi' : next, active: true, seen: shared.status },
});

function ack(profile: DriverProfile, shared: Shared, seen: Bits, next: Stage): DriverStep {
  const status = profile.driver === 'ackOnes' ? 0 : shared.status & ~seen;
  const cleared = { ...shared, status };
  const level = status !== 0;
  const action = { kind: 'ack' } as const;
  if (profile.signal !== 'level') return { action, shared: cleared, local: { kind: next, active: true, seen } };
  return profile.section === 'split'
    ? { action, shared: cleared, local: { kind: 'driveAfterAck', active: true, seen, level } }
    : { action, shared: driveLine(profile, cleared, level), local: { kind: next, active: true, seen } };
}

const service = (shared: Shared, seen: Bits, next: Stage): DriverStep => ({
  action: { kind: 'service' },
  shared: { ...shared, work: shared.work & ~seen },
  local: { kind: next, active: true, seen },
});
