import type { SystemLanguage } from '../../../model/index.js';
import { agreesWithTheModel } from '../../engine/agreement.js';
import type { Property } from '../../kit.js';
import { bitBeforeSignal, noInterruptWithoutCause, restoreTellsWhatIsPending } from './causes.js';
import { interruptsEnd, nothingIsLost } from './delivery.js';

/** The properties of a device, a GIC and a driver together; the comparison with the model comes last, as it is least telling. */
export const systemProperties: readonly Property<SystemLanguage>[] = [
  nothingIsLost,
  interruptsEnd,
  bitBeforeSignal,
  noInterruptWithoutCause,
  restoreTellsWhatIsPending,
  agreesWithTheModel(['VIRTIO-N1', 'VIRTIO-N5', 'GIC-T1', 'GIC-T2', 'GIC-T7', 'GIC-T9'], {
    InterruptStatus: ['VIRTIO-N1'],
    signals: ['VIRTIO-N5'],
    pending: ['GIC-T1', 'GIC-T2', 'GIC-T7'],
    active: ['GIC-T7', 'GIC-T9'],
  }),
];
