import { match } from 'ts-pattern';
import type { Process, Step } from '../explore/index.js';
import type { Profile } from './profile.js';
import { assertLine, CONFIG, deassertLine, driveLine, VRING, type Bits, type Shared } from './wire.js';

/** What a device thread does in one step. */
export type ThreadAction =
  | { readonly kind: 'publish'; readonly bit: Bits }
  | { readonly kind: 'remember' }
  | { readonly kind: 'update' }
  | { readonly kind: 'drive1' }
  | { readonly kind: 'drive0' }
  | { readonly kind: 'pulse' };

/** Where a device thread is: what it is about to do, for which bit. `remembered` is the status that a torn update read. */
export type Thread =
  | { readonly kind: 'idle' }
  | { readonly kind: 'updating'; readonly bit: Bits }
  | { readonly kind: 'writing'; readonly bit: Bits; readonly remembered: Bits }
  | { readonly kind: 'signalling'; readonly bit: Bits; readonly remembered?: Bits }
  | { readonly kind: 'lowering'; readonly bit: Bits; readonly remembered?: Bits };

/** The choices that a device thread knows of. */
export type ThreadProfile = Omit<Profile, 'driver'>;

type ThreadStep = Step<Shared, Thread, ThreadAction>;

const idle: Thread = { kind: 'idle' };

/** A device thread: it publishes events for ever, or not, and tells the driver of each in the way of its profile. */
export function threadProcess(profile: ThreadProfile): Process<Shared, Thread, ThreadAction> {
  return {
    initial: idle,
    steps: (shared, thread) =>
      match(thread)
        .with({ kind: 'idle' }, () => [publish(profile, shared, VRING), publish(profile, shared, CONFIG)])
        .with({ kind: 'updating' }, ({ bit }) => [update(profile, shared, bit)])
        .with({ kind: 'writing' }, (writing) => [write(profile, shared, writing, writing.remembered)])
        .with({ kind: 'signalling' }, (signalling) => [startSignal(profile, shared, signalling)])
        .with({ kind: 'lowering' }, (lowering) => [drive0(profile, shared, lowering)])
        .exhaustive(),
  };
}

/** Where the line follows the status in one critical section there is no signal apart from the update. */
const isOneSection = ({ signal, section }: ThreadProfile): boolean => signal === 'level' && section === 'whole';

function publish(profile: ThreadProfile, shared: Shared, bit: Bits): ThreadStep {
  const signalsFirst = profile.order === 'signalFirst' && !isOneSection(profile);
  return {
    action: { kind: 'publish', bit },
    shared: { ...shared, work: shared.work | bit },
    local: { kind: signalsFirst ? 'signalling' : 'updating', bit },
  };
}

/** The first step of an update, and the only one unless it is torn. */
function update(profile: ThreadProfile, shared: Shared, bit: Bits): ThreadStep {
  return match(profile.update)
    .with('torn', (): ThreadStep => ({
      action: { kind: 'remember' },
      shared,
      local: { kind: 'writing', bit, remembered: shared.status },
    }))
    .with('or', () => write(profile, shared, { bit }, shared.status))
    .with('assign', () => write(profile, shared, { bit }, 0, shared.status))
    .exhaustive();
}

/**
 * The step that changes the status.
 * @param kept - the bits that stay beside the new one
 * @param before - the status before this update, as this thread knows it
 */
function write(
  profile: ThreadProfile,
  shared: Shared,
  thread: { readonly bit: Bits; readonly remembered?: Bits },
  kept: Bits,
  before = kept,
): ThreadStep {
  const { bit } = thread;
  const written = { ...shared, status: kept | bit };
  const action = { kind: 'update' } as const;
  if (isOneSection(profile)) return { action, shared: driveLine(profile, written, written.status !== 0), local: idle };
  const signalsNow = profile.order === 'statusFirst' && isSignalWanted(profile, before, bit);
  return { action, shared: written, local: signalsNow ? { ...thread, kind: 'signalling' } : idle };
}

function isSignalWanted({ signal }: ThreadProfile, before: Bits, bit: Bits): boolean {
  return match(signal)
    .with('onRise', () => before === 0)
    .with('onNewBit', () => (before & bit) === 0)
    .with('always', 'assertOnly', 'level', () => true)
    .exhaustive();
}

/** The first step of a signal, and the only one unless the line is lowered in a step of its own. */
function startSignal(
  profile: ThreadProfile,
  shared: Shared,
  thread: { readonly bit: Bits; readonly remembered?: Bits },
): ThreadStep {
  // Who signals first decides by the status as it is now; a no costs no step of its own.
  const isWanted = profile.order === 'statusFirst' || isSignalWanted(profile, shared.status, thread.bit);
  if (!isWanted) return update(profile, shared, thread.bit);
  const raised = assertLine(profile, shared);
  const raisesOnly = profile.signal === 'assertOnly' || profile.signal === 'level';
  if (raisesOnly) return { action: { kind: 'drive1' }, shared: raised, local: afterSignal(profile, thread.bit) };
  return match(profile.section)
    .with('split', (): ThreadStep => ({
      action: { kind: 'drive1' },
      shared: raised,
      local: { ...thread, kind: 'lowering' },
    }))
    .with('whole', null, (): ThreadStep => ({
      action: { kind: 'pulse' },
      shared: deassertLine(raised),
      local: afterSignal(profile, thread.bit),
    }))
    .exhaustive();
}

function drive0(profile: ThreadProfile, shared: Shared, { bit }: { readonly bit: Bits }): ThreadStep {
  return { action: { kind: 'drive0' }, shared: deassertLine(shared), local: afterSignal(profile, bit) };
}

const afterSignal = ({ order }: ThreadProfile, bit: Bits): Thread =>
  order === 'signalFirst' ? { kind: 'updating', bit } : idle;
