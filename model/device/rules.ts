import type { ModelRule } from '../rule.js';
import { changeConfiguration, readConfiguration } from './configuration.js';
import { acknowledge, mayNotify, notify, notifyConfiguration, reset, signalAgain } from './interrupt.js';
import { readRegister, writeRegister } from './registers.js';
import { needReset, writeStatus } from './status.js';

/** Which function of layer 1 says what a clause says. */
export const deviceRules: readonly ModelRule[] = [
  { rule: notify, clauses: ['VIRTIO-N1', 'VIRTIO-N5'] },
  { rule: acknowledge, clauses: ['VIRTIO-N1', 'VIRTIO-N15'] },
  { rule: reset, clauses: ['VIRTIO-N2', 'VIRTIO-N8', 'VIRTIO-N18'] },
  { rule: mayNotify, clauses: ['VIRTIO-N6', 'VIRTIO-N30'] },
  { rule: changeConfiguration, clauses: ['VIRTIO-N3', 'VIRTIO-N25', 'VIRTIO-N27', 'VIRTIO-N29'] },
  { rule: readConfiguration, clauses: ['VIRTIO-N11', 'VIRTIO-N14', 'VIRTIO-N22'] },
  { rule: notifyConfiguration, clauses: ['VIRTIO-N7', 'VIRTIO-N29'] },
  { rule: needReset, clauses: ['VIRTIO-N7', 'VIRTIO-N28'] },
  { rule: writeStatus, clauses: ['VIRTIO-N6', 'VIRTIO-N32', 'VIRTIO-N33', 'VIRTIO-N34', 'VIRTIO-N36'] },
  {
    rule: readRegister,
    clauses: [
      'VIRTIO-N14',
      'VIRTIO-N16',
      'VIRTIO-N19',
      'VIRTIO-N20',
      'VIRTIO-N21',
      'VIRTIO-N23',
      'VIRTIO-N24',
      'VIRTIO-N25',
      'VIRTIO-N26',
    ],
  },
  { rule: writeRegister, clauses: ['VIRTIO-N4', 'VIRTIO-N14', 'VIRTIO-N43'] },
  { rule: signalAgain, clauses: ['VIRTIO-N1', 'VIRTIO-N17'] },
];
