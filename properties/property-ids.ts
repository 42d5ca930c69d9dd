import type { Layer } from '../model/index.js';

/**
 * The properties of each layer. An id is unique in its layer, and some stand in several: a reset clears a device and a GIC
 * alike. A test holds this against the kits.
 */
export const propertyIds = {
  device: [
    'reset-clears',
    'event-sets-its-bit',
    'ack-clears-what-it-names',
    'bit-stays-until-acknowledged',
    'no-bit-without-event',
    'needs-reset-is-told',
    'silent-until-driver-ok',
    'every-event-is-signalled',
    'line-comes-down-before-the-pulse',
    'generation-moves',
    'configuration-can-be-read',
    'restore-is-invisible',
    'reads-show-the-registers',
    'reading-changes-nothing',
    'wrong-accesses-do-nothing',
    'queues-wait-for-the-driver',
    'queue-reset-stops-the-queue',
    'nothing-crashes',
    'agrees-with-the-model',
  ],
  gic: [
    'nothing-crashes',
    'reset-clears',
    'reset-sets-the-rest',
    'restore-is-invisible',
    'wires-make-pending',
    'pending-is-written',
    'trigger-keeps-the-latch',
    'acknowledge-activates',
    'end-deactivates',
    'end-keeps-pending',
    'gates-keep-the-state',
    'writes-take',
    'only-what-is-named-changes',
    'acknowledge-takes-the-highest',
    'running-priority-moves-only-so',
    'what-is-due-is-signalled',
    'reserved-is-zero',
    'agrees-with-the-model',
  ],
  system: [
    'nothing-is-lost',
    'interrupts-end',
    'bit-before-signal',
    'no-interrupt-without-cause',
    'restore-tells-what-is-pending',
    'agrees-with-the-model',
  ],
} as const satisfies Readonly<Record<Layer, readonly string[]>>;

/** The name of a property, of whichever layer. */
export type PropertyId = (typeof propertyIds)[Layer][number];
