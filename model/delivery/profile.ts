/** Every implementation choice, with every value it can have. */
export const axes = {
  /** Whether a device thread updates InterruptStatus before it signals, or after. */
  order: ['statusFirst', 'signalFirst'],
  /** How InterruptStatus gets its new bit: read-modify-write in one step, assigned, or read and written in two steps. */
  update: ['or', 'assign', 'torn'],
  /** When the line is driven, and how. */
  signal: ['always', 'onRise', 'onNewBit', 'assertOnly', 'level'],
  /** Whether the two halves of a signal are two steps or one; null where there are no two halves. */
  section: ['split', 'whole', null],
  /** How the GIC's line is configured (GICD_ICFGR). */
  trigger: ['edge', 'level'],
  /** What counts as an edge: a change of the wire from 0 to 1 (Arm, QEMU), or every assertion (KVM_IRQ_LINE). */
  detector: ['transition', 'assert'],
  /** What the driver does between taking the interrupt and ending it. */
  driver: ['ackFirst', 'ackLast', 'ackOnes', 'ackLastRecheck', 'ackFirstLoop', 'ackLastLoop'],
} as const;

/** The name of a choice. */
export type Axis = keyof typeof axes;

/** One set of implementation choices. `section` is null exactly when `signal` is `assertOnly`. */
export type Profile = { readonly [A in Axis]: (typeof axes)[A][number] };

/** Whether the axes fit together. */
const isMeaningful = (profile: Profile): boolean => (profile.section === null) === (profile.signal === 'assertOnly');

/** All 1296 profiles, the driver changing fastest, in the order of {@link axes}. */
export function* profiles(): Generator<Profile> {
  for (const order of axes.order)
    for (const update of axes.update)
      for (const signal of axes.signal)
        for (const section of axes.section)
          for (const trigger of axes.trigger)
            for (const detector of axes.detector)
              for (const driver of axes.driver) {
                const profile = { order, update, signal, section, trigger, detector, driver };
                if (isMeaningful(profile)) yield profile;
              }
}
