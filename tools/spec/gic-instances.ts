import { architectureGic, kvmGic, qemuGic } from '../../model/gic/index.js';
import type { GicInstance } from './gic-instance.js';

const kinds = { architecture: architectureGic, kvm: kvmGic, qemu: qemuGic };

type Part = Omit<GicInstance, 'behaviour'>;

/** One interrupt: line, latch, active, trigger, and all that sets them. */
const lines: Part = {
  name: 'line, latch and active',
  intIds: [32],
  actions: [
    'drive',
    'pulse',
    'acknowledge',
    'endOfInterrupt',
    'deactivate',
    'writeEoiMode',
    'writeEnabled',
    'writePending',
    'writeActive',
    'writeTrigger',
    'assignPending',
    'assignLines',
  ],
  priorities: [],
  masks: [],
  binaryPoints: [],
};

/** One interrupt, and all that stands between it and the PE. */
const gates: Part = {
  name: 'enables, groups, masks, routes, reset',
  intIds: [32],
  actions: [
    'pulse',
    'acknowledge',
    'endOfInterrupt',
    'writePending',
    'writeEnabled',
    'writeGroupEnable',
    'writeDistributorEnables',
    'writeGroup',
    'writePriorityMask',
    'writePriority',
    'writeRoute',
    'reset',
  ],
  priorities: [128],
  masks: [128, 240],
  binaryPoints: [],
};

/** One interrupt: what offers it to the PE, and what only makes it deliverable. */
const offers: Part = {
  name: 'line and gates together',
  intIds: [32],
  actions: [
    'drive',
    'pulse',
    'acknowledge',
    'endOfInterrupt',
    'writeEnabled',
    'writePending',
    'writeActive',
    'writeTrigger',
    'writeRoute',
    'writeDistributorEnables',
    'assignLines',
  ],
  priorities: [],
  masks: [],
  binaryPoints: [],
};

/** Two interrupts: which goes first, and which interrupts the other. */
const preemption: Part = {
  name: 'two interrupts, preemption',
  intIds: [32, 33],
  actions: [
    'pulse',
    'acknowledge',
    'endOfInterrupt',
    'deactivate',
    'writeEoiMode',
    'writePriority',
    'writeBinaryPoint',
  ],
  priorities: [128, 160],
  masks: [],
  binaryPoints: [3, 6],
};

/** Every kind of action that the specification has. */
export const everyAction: Part['actions'] = [...new Set([...lines.actions, ...gates.actions, ...preemption.actions])];

/** One interrupt and every action at once. */
const everything: Part = {
  name: 'one interrupt, every action',
  intIds: [32],
  actions: everyAction.filter((kind) => kind !== 'writeBinaryPoint'),
  priorities: [128],
  masks: [128, 240],
  binaryPoints: [],
};

const ofEveryKind = (part: Part): readonly GicInstance[] =>
  Object.entries(kinds).map(([kind, behaviour]) => ({ ...part, name: `${kind}: ${part.name}`, behaviour }));

/** Architecture, KVM and QEMU, each in four parts. */
export const gicInstances: readonly GicInstance[] = [lines, gates, offers, preemption].flatMap(ofEveryKind);

/** That of onArchitecture and onGuest in spec/gic-scenes.qnt. */
export const sceneInstance: GicInstance = {
  name: 'architecture: two interrupts, every action',
  behaviour: architectureGic,
  intIds: [32, 33],
  actions: everyAction,
  priorities: [128, 160],
  masks: [128, 240],
  binaryPoints: [3, 6],
};

/** As one; some minutes. */
export const largeGicInstances: readonly GicInstance[] = ofEveryKind(everything);
