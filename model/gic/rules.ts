import type { ModelRule } from '../rule.js';
import { stepCpuInterface } from './cpu-interface.js';
import { stepDistributor } from './distributor.js';
import { acknowledgeable, highestPending } from './forwarding.js';
import {
  acknowledge,
  deactivate,
  drive,
  implementedPriority,
  isPending,
  pulse,
  setActive,
  setEnabled,
  setGroup,
  setLatch,
  setPriority,
  setRoute,
  setTrigger,
} from './interrupt.js';
import { offer } from './queue.js';
import { registerAt } from './registers/map.js';
import { readRegister } from './registers/read.js';
import { writesOf } from './registers/write.js';
import { step } from './step.js';
import { stepUserspace } from './userspace.js';

/** Which function of layer 2 says what a clause says. */
export const gicRules: readonly ModelRule[] = [
  { rule: drive, clauses: ['GIC-T1', 'GIC-T2', 'GIC-T3', 'GIC-Ia', 'KVM-EDGE-CALL'] },
  { rule: pulse, clauses: ['GIC-T4'] },
  { rule: isPending, clauses: ['GIC-T2', 'GIC-If', 'KVM-PENDING', 'KVM-RESTORE-ORDER'] },
  { rule: setLatch, clauses: ['GIC-T5', 'GIC-T6', 'GIC-If'] },
  { rule: acknowledge, clauses: ['GIC-T7', 'GIC-Ib'] },
  { rule: acknowledgeable, clauses: ['GIC-T8', 'GIC-T19', 'GIC-T24', 'GIC-Ic'] },
  { rule: highestPending, clauses: ['GIC-T18', 'GIC-T20', 'GIC-T21', 'GIC-T23', 'GIC-T29', 'GIC-T30'] },
  {
    rule: stepCpuInterface,
    clauses: ['GIC-T9', 'GIC-T10', 'GIC-T11', 'GIC-T12', 'GIC-T13', 'GIC-T14', 'GIC-T26', 'GIC-Ig'],
  },
  { rule: deactivate, clauses: ['GIC-T9', 'GIC-T11', 'GIC-T13', 'GIC-Id'] },
  { rule: setActive, clauses: ['GIC-T15', 'GIC-T16'] },
  { rule: setEnabled, clauses: ['GIC-T17', 'GIC-Ie'] },
  { rule: stepDistributor, clauses: ['GIC-T18', 'GIC-Ie'] },
  { rule: setGroup, clauses: ['GIC-T20', 'GIC-T27', 'GIC-T28', 'GIC-Ie'] },
  { rule: setRoute, clauses: ['GIC-T21', 'GIC-T29', 'GIC-T30', 'GIC-Ie'] },
  { rule: setTrigger, clauses: ['GIC-T22'] },
  { rule: setPriority, clauses: ['GIC-T23', 'GIC-T28', 'GIC-Ie'] },
  { rule: implementedPriority, clauses: ['GIC-R3'] },
  { rule: registerAt, clauses: ['GIC-R1', 'GIC-R2'] },
  { rule: readRegister, clauses: ['GIC-R1'] },
  { rule: writesOf, clauses: ['GIC-R1'] },
  { rule: step, clauses: ['GIC-T25', 'GIC-T31', 'GIC-S1'] },
  { rule: stepUserspace, clauses: ['KVM-USER-ISPENDR', 'KVM-LEVEL-INFO'] },
  { rule: offer, clauses: ['GIC-T21'] },
];
