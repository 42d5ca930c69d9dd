import { match } from 'ts-pattern';
import {
  setActive,
  setEnabled,
  setGroup,
  setLatch,
  setPriority,
  setRoute,
  setTrigger,
  type Interrupt,
} from './interrupt.js';
import type { DistributorAction, Target } from './language.js';
import { offer } from './queue.js';
import { FIRST_SPI, updateInterrupt, type Machine } from './state.js';

/** The fields of the distributor and of the redistributors, one of one interrupt at a time. */
export function stepDistributor(machine: Machine, action: DistributorAction): Machine {
  const { behaviour } = machine.config;
  const set = (target: Target, change: (old: Interrupt) => Interrupt): Machine =>
    updateInterrupt(machine, target, change);
  // A set is an event of its interrupt, a clear is not.
  const setAndOffer = (target: Target, isEvent: boolean, change: (old: Interrupt) => Interrupt): Machine =>
    isEvent ? offer(set(target, change), target) : set(target, change);

  return match(action)
    .with({ kind: 'writeDistributorEnables' }, ({ enableGrp0, enableGrp1 }) => ({
      ...machine,
      enableGrp0: enableGrp0 && behaviour.groupEnables === 'separate',
      enableGrp1,
    }))
    .with({ kind: 'writeEnabled' }, (to) => setAndOffer(to, to.enabled, (old) => setEnabled(old, to.enabled)))
    .with({ kind: 'writePending' }, (to) => setAndOffer(to, to.pending, (old) => setLatch(old, to.pending)))
    .with({ kind: 'writeActive' }, (to) => setAndOffer(to, to.active, (old) => setActive(old, to.active)))
    .with({ kind: 'writeTrigger' }, (to) =>
      to.intId < FIRST_SPI && behaviour.ppiTrigger === 'fixed'
        ? machine
        : set(to, (old) => setTrigger(old, to.trigger)),
    )
    .with({ kind: 'writeGroup' }, (to) =>
      offerWord(
        set(to, (old) => setGroup(old, to.group)),
        to,
      ),
    )
    .with({ kind: 'writePriority' }, (to) => set(to, (old) => setPriority(old, to.priority, behaviour)))
    .with({ kind: 'writeRoute' }, (to) =>
      to.intId < FIRST_SPI ? machine : set({ pe: 0, intId: to.intId }, (old) => setRoute(old, to.route, behaviour)),
    )
    .exhaustive();
}

/** The event of all 32 interrupts that share a word of IGROUPR, whichever of them the write changed (K14). */
function offerWord(machine: Machine, { pe, intId }: Target): Machine {
  const first = intId - (intId % 32);
  return Array.from({ length: 32 }, (_, bit) => first + bit).reduce(
    (after, other) => offer(after, { pe, intId: other }),
    machine,
  );
}
