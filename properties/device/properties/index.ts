import type { DeviceAction, DeviceLanguage } from '../../../model/index.js';
import { registers, type ClauseId } from '../../../spec/index.js';
import { agreesWithTheModel } from '../../engine/agreement.js';
import type { Property } from '../../kit.js';
import { nothingCrashes, queuesWaitForTheDriver, readingChangesNothing, wrongAccessesDoNothing } from './accesses.js';
import { configurationCanBeRead, generationMoves } from './configuration.js';
import { needsResetIsTold, resetClears } from './lifecycle.js';
import { queueResetStopsTheQueue } from './queue-reset.js';
import { clausesOfRead, readsShowTheRegisters } from './reads.js';
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
  configurationCanBeRead,
  restoreIsInvisible,
  readsShowTheRegisters,
  readingChangesNothing,
  wrongAccessesDoNothing,
  queuesWaitForTheDriver,
  queueResetStopsTheQueue,
  nothingCrashes,
  agreesWithTheModel(
    [
      'VIRTIO-N1',
      'VIRTIO-N2',
      'VIRTIO-N3',
      'VIRTIO-N4',
      'VIRTIO-N7',
      'VIRTIO-N8',
      'VIRTIO-N11',
      'VIRTIO-N14',
      'VIRTIO-N15',
      'VIRTIO-N18',
      'VIRTIO-N22',
      'VIRTIO-N26',
      'VIRTIO-N28',
      'VIRTIO-N32',
      'VIRTIO-N33',
    ],
    {
      Status: (action) => (action.kind === 'fatalError' ? ['VIRTIO-N28'] : clausesOfStatus(action)),
      InterruptStatus: ['VIRTIO-N1', 'VIRTIO-N2', 'VIRTIO-N15'],
      ConfigGeneration: (action) => (action.kind === 'configChange' ? ['VIRTIO-N3', 'VIRTIO-N27'] : ['VIRTIO-N25']),
      value: clausesOfRead,
      signals: ['VIRTIO-N1', 'VIRTIO-N5', 'VIRTIO-N7', 'VIRTIO-N29'],
      notified: ['VIRTIO-N4', 'VIRTIO-N6'],
    },
  ),
];

function clausesOfStatus(action: DeviceAction): readonly ClauseId[] {
  if (action.kind !== 'write' || action.offset !== registers.Status.offset) return [];
  return action.value === 0 ? ['VIRTIO-N8', 'VIRTIO-N18'] : ['VIRTIO-N32', 'VIRTIO-N33', 'VIRTIO-N34', 'VIRTIO-N36'];
}
