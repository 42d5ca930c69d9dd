import type { Axis, Profile } from '../../model/delivery/index.js';

/** What the proof is tried for: a profile, or many at once. An axis that is left out may have any value. */
export interface Design {
  readonly name: string;
  readonly choices: { readonly [A in Axis]?: NonNullable<Profile[A]> };
  /** The steps that leave the invariant, and why. None: no event is ever lost. */
  readonly brokenBy: readonly string[];
  readonly because: string;
}

const reference = {
  order: 'statusFirst',
  update: 'or',
  signal: 'always',
  section: 'whole',
  trigger: 'edge',
  driver: 'ackFirst',
} as const satisfies Design['choices'];

const safe = (name: string, choices: Design['choices'], because: string): Design => ({
  name,
  choices: { ...reference, ...choices },
  brokenBy: [],
  because,
});

const mistake = (name: string, brokenBy: string, choices: Design['choices'], because: string): Design => ({
  name,
  choices: { ...reference, ...choices },
  brokenBy: [brokenBy],
  because,
});

/** The designs for which no event is lost, whatever the number of threads, bits and events. */
export const safeDesigns: readonly Design[] = [
  safe(
    'whole pulses (the reference), any detector',
    {},
    'A whole pulse always finds the line low, so it is always an edge.',
  ),
  safe(
    'split pulses where every assertion counts',
    { section: 'split', detector: 'assert' },
    'Pulses may overlap: each one is latched when the line goes up.',
  ),
  safe(
    'a pulse for each new bit, any detector',
    { signal: 'onNewBit' },
    'Who set the bit before signals it, and until InterruptACK that one signal is enough.',
  ),
  safe(
    'a line that follows the status, level-triggered',
    { signal: 'level', trigger: 'level' },
    'The line is up as long as a bit is set, so the interrupt is pending.',
  ),
  safe(
    'a line that follows the status, edge-triggered, where every assertion counts',
    { signal: 'level', detector: 'assert' },
    'InterruptACK drives the line again for the bits that are left, and that is latched.',
  ),
  safe(
    'a line that is only ever raised, where every assertion counts',
    { signal: 'assertOnly', detector: 'assert' },
    'Nobody needs the line to fall.',
  ),
  safe(
    'the driver that loops, whole pulses',
    { driver: 'ackFirstLoop' },
    'As without the loop: a last empty read hides nothing.',
  ),
  safe(
    'the driver that loops, a line that follows the status',
    { driver: 'ackFirstLoop', signal: 'level', trigger: 'level' },
    'As without the loop.',
  ),
  safe(
    "the standard's order with a second look",
    { driver: 'ackLastRecheck' },
    'What InterruptACK takes back unseen is looked for once more.',
  ),
];

/** The classic mistakes. The step that leaves the invariant is where the design is wrong. */
export const mistakes: readonly Design[] = [
  mistake(
    'split pulses where an edge is a transition',
    'raise',
    { section: 'split', detector: 'transition' },
    'The line may be up already, by another pulse: raising it is no edge, and nobody else is going to signal this bit.',
  ),
  mistake(
    'signal before status',
    'update',
    { order: 'signalFirst' },
    'The signal may be spent by the time the bit is set, and the thread goes idle.',
  ),
  mistake('a plain store instead of an OR', 'update', { update: 'assign' }, "The store wipes out another event's bit."),
  mistake(
    'a load and a store instead of an OR',
    'update',
    { update: 'torn' },
    'The store wipes out a bit that was set since the load.',
  ),
  mistake(
    'a pulse only when the status was empty',
    'update',
    { signal: 'onRise' },
    'The bit that was set before may have been signalled and read already; it is acknowledged, and this one stays.',
  ),
  mistake(
    "InterruptACK after the work (the standard's order)",
    'ack',
    { driver: 'ackLast' },
    'The bit may have been set again since the work was done; it is taken back, and the new event has nobody left.',
  ),
  mistake(
    'InterruptACK after the work, in a loop',
    'ack',
    { driver: 'ackLastLoop' },
    'As without the loop: the next read does not show what was taken back.',
  ),
  mistake(
    'InterruptACK of all ones',
    'ack',
    { driver: 'ackOnes' },
    'A bit that was set since the read is taken back unseen.',
  ),
  mistake(
    'a line that follows the status, edge-triggered, where an edge is a transition',
    'update',
    { signal: 'level', detector: 'transition' },
    'The line is up already for another bit that the driver has read: there is no edge for this one.',
  ),
  mistake(
    'a line that follows the status in a step of its own',
    'followAck',
    { signal: 'level', section: 'split', trigger: 'level' },
    'InterruptACK saw an empty status and lowers the line, which a thread has raised in between.',
  ),
];
