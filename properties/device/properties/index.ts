import type { DeviceLanguage } from '../../../model/index.js';
import { agreesWithTheModel } from '../../engine/agreement.js';
import type { Property } from '../../kit.js';
import { nothingCrashes, queuesWaitForTheDriver, readingChangesNothing, wrongAccessesDoNothing } from './accesses.js';
import { clausesOfRead, readsShowTheRegisters } from './reads.js';
import { generationMoves, needsResetIsTold, resetClears } from './lifecycle.js';
import { restoreIsInvisible } from './restore.js';
import { everyEventIsSignalled, lineComesDownBeforeThePulse, silentUntilDriverOk } from './signals.js';
import { ackClearsWhatItNames, bitStaysUntilAcknowledged, eventSetsItsBit, noBitWithoutEvent } from './status-bits.js';

/** The properties of the device's registers. The comparison with the model comes last: a clause says more. */
export const deviceProperties: readonly Property<DeviceLanguage>[] = [
  resetClears,
  eventSetsItsBit,
  ackClearsWhatItNames,
  bitStaysUntilAcknowledged,
  noBitWithoutEvent,
  needsResetIsTold,
  silentUntilDriverOk,
  everyEventIsSignalled,
  lineComesDownBeforeThePulse,
  generationMoves,
  restoreIsInvisible,
  readsShowTheRegisters,
  readingChangesNothing,
  wrongAccessesDoNothing,
  queuesWaitForTheDriver,
  nothingCrashes,
  agreesWithTheModel(
    [
      'VIRTIO-N1',
      'VIRTIO-N2',
      'VIRTIO-N3',
      'VIRTIO-N4',
      'VIRTIO-N7',
      'VIRTIO-N11',
      'VIRTIO-N14',
      'VIRTIO-N15',
      'VIRTIO-N22',
      'VIRTIO-N26',
    ],
    {
      InterruptStatus: ['VIRTIO-N1', 'VIRTIO-N2', 'VIRTIO-N15'],
      ConfigGeneration: ['VIRTIO-N3', 'VIRTIO-N25'],
      value: clausesOfRead,
      signals: ['VIRTIO-N1', 'VIRTIO-N7'],
      notified: ['VIRTIO-N4'],
    },
  ),
];
