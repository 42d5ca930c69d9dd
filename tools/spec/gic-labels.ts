import { match } from 'ts-pattern';
import type { GicAction, GicObservation } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import { setOf, show } from '../../spec/quint/index.js';
import { quintTrigger, type GicInstance } from './gic-instance.js';

/** Routes of the model for HERE, NOWHERE and ANYWHERE. */
const routes = [0, 1, 'any'] as const;

/** Every action of the instance, in the order in which they stand in the specification. */
export function actionsOf({ intIds, actions, priorities, masks, binaryPoints }: GicInstance): readonly GicAction[] {
  const pe = 0;
  const both = [false, true];
  const subsets = intIds.reduce<readonly number[]>(
    (before, intId) => [...before, ...before.map((bits) => (bits | (1 << (intId - 32))) >>> 0)],
    [0],
  );
  const ofOne = intIds.flatMap((intId): readonly GicAction[] => [
    ...both.flatMap((value): readonly GicAction[] => [
      { kind: 'drive', pe, intId, level: value },
      { kind: 'writeEnabled', pe, intId, enabled: value },
      { kind: 'writePending', pe, intId, pending: value },
      { kind: 'writeActive', pe, intId, active: value },
    ]),
    { kind: 'pulse', pe, intId },
    { kind: 'endOfInterrupt', pe, intId },
    { kind: 'deactivate', pe, intId },
    { kind: 'writeTrigger', pe, intId, trigger: 'edge' },
    { kind: 'writeTrigger', pe, intId, trigger: 'level' },
    { kind: 'writeGroup', pe, intId, group: 0 },
    { kind: 'writeGroup', pe, intId, group: 1 },
    ...priorities.map((priority): GicAction => ({ kind: 'writePriority', pe, intId, priority })),
    ...routes.map((route): GicAction => ({ kind: 'writeRoute', intId, route })),
  ]);
  const ofAll: readonly GicAction[] = [
    { kind: 'acknowledge', pe },
    { kind: 'endOfInterrupt', pe, intId: 1023 },
    ...both.map((split): GicAction => ({ kind: 'writeEoiMode', pe, split })),
    ...both.map((enabled): GicAction => ({ kind: 'writeGroupEnable', pe, enabled })),
    ...both.flatMap((enableGrp0) =>
      both.map((enableGrp1): GicAction => ({ kind: 'writeDistributorEnables', enableGrp0, enableGrp1 })),
    ),
    ...masks.map((value): GicAction => ({ kind: 'writePriorityMask', pe, value })),
    ...binaryPoints.map((value): GicAction => ({ kind: 'writeBinaryPoint', pe, value })),
    ...subsets.map((bits): GicAction => ({ kind: 'assignPending', pe, word: 1, bits })),
    ...subsets.map((bits): GicAction => ({ kind: 'assignLines', pe, word: 1, bits })),
    { kind: 'reset' },
  ];
  return [...ofOne, ...ofAll].filter(({ kind }) => actions.includes(kind));
}

/**
 * The specification's label for an action: what an acknowledge reads is part of it. An action that is named nowhere here
 * does not compile.
 *
 * @throws IrqlineError OUTSIDE_SPECIFICATION for what the specification does not have
 */
export function labelFor(action: GicAction, observation: GicObservation, intIds: readonly number[]): string {
  const idsOf = (bits: number): string => show(setOf(intIds.filter((id) => ((bits >>> (id - 32)) & 1) === 1)));
  const outside = (what: string): never => {
    throw new IrqlineError('OUTSIDE_SPECIFICATION', `${action.kind}: ${what}`);
  };
  return match(action)
    .with({ kind: 'drive' }, ({ kind, intId, level }) => `${kind}(${intId}, ${level})`)
    .with({ kind: 'writeEnabled' }, ({ kind, intId, enabled }) => `${kind}(${intId}, ${enabled})`)
    .with({ kind: 'writePending' }, ({ kind, intId, pending }) => `${kind}(${intId}, ${pending})`)
    .with({ kind: 'writeActive' }, ({ kind, intId, active }) => `${kind}(${intId}, ${active})`)
    .with({ kind: 'endOfInterrupt', intId: 1023 }, () => 'endOfNone')
    .with(
      { kind: 'pulse' },
      { kind: 'endOfInterrupt' },
      { kind: 'deactivate' },
      ({ kind, intId }) => `${kind}(${intId})`,
    )
    .with({ kind: 'writeTrigger' }, ({ kind, intId, trigger }) => `${kind}(${intId}, ${quintTrigger[trigger]})`)
    .with({ kind: 'writeGroup' }, ({ kind, intId, group }) => `${kind}(${intId}, ${group})`)
    .with({ kind: 'writePriority' }, ({ kind, intId, priority }) => `${kind}(${intId}, ${priority})`)
    .with({ kind: 'writeRoute' }, ({ kind, intId, route }) => `${kind}(${intId}, ${route === 'any' ? 2 : route})`)
    .with({ kind: 'acknowledge' }, ({ kind }) => `${kind}(${observation.kind === 'value' ? observation.value : ''})`)
    .with({ kind: 'writeEoiMode' }, ({ kind, split }) => `${kind}(${split})`)
    .with({ kind: 'writeGroupEnable' }, ({ kind, enabled }) => `${kind}(${enabled})`)
    .with({ kind: 'writeDistributorEnables' }, (to) => `${to.kind}(${to.enableGrp0}, ${to.enableGrp1})`)
    .with({ kind: 'writePriorityMask' }, { kind: 'writeBinaryPoint' }, ({ kind, value }) => `${kind}(${value})`)
    .with({ kind: 'assignPending' }, { kind: 'assignLines' }, ({ kind, bits }) => `${kind}(${idsOf(bits)})`)
    .with({ kind: 'reset' }, ({ kind }) => kind)
    .with({ kind: 'mmioRead' }, { kind: 'mmioWrite' }, () => outside('raw register accesses'))
    .with({ kind: 'readLatches' }, { kind: 'readLines' }, () => outside("reads of KVM's saved registers"))
    .with({ kind: 'enterGuest' }, { kind: 'leaveGuest' }, () => outside('vCPUs that stay in the guest'))
    .with({ kind: 'save' }, { kind: 'restore' }, () => outside('saved state'))
    .with({ kind: 'writeActivePriorities' }, () => outside('writes of ICC_AP1R0_EL1'))
    .exhaustive();
}
