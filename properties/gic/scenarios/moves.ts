import type { GicAction, Trigger } from '../../../model/index.js';
import type { Ending, Way } from './scenario.js';

/** The first INTID of an SPI. */
export const FIRST_SPI = 32;
export const NONE = 1023;
/** Lets every priority through but the lowest, which no GIC delivers. */
const ALL_PRIORITIES = 0xf8;
/** Priorities have at least 4 bits; KVM's and SoftGic's have 5. */
const PRIORITY_STEP = 8;

/** The nth priority, from the highest. */
export const priority = (nth: number): number => PRIORITY_STEP * nth;

const ofSpi = (intId: number) => ({ pe: 0, intId });

/** The SPIs from the first on, so many. */
export const spisFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index);

/** What a guest does to take group 1 interrupts on these PEs. */
export const openPes = (pes: readonly number[], ending: Ending): readonly GicAction[] => [
  { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
  ...pes.flatMap((pe): readonly GicAction[] => [
    { kind: 'writePriorityMask', pe, value: ALL_PRIORITIES },
    { kind: 'writeGroupEnable', pe, enabled: true },
    { kind: 'writeEoiMode', pe, split: ending === 'split' },
  ]),
];

/** Configures an SPI for PE 0. */
export const configure = (intId: number, trigger: Trigger, level: number): readonly GicAction[] => [
  { kind: 'writeTrigger', ...ofSpi(intId), trigger },
  { kind: 'writeGroup', ...ofSpi(intId), group: 1 },
  { kind: 'writePriority', ...ofSpi(intId), priority: level },
];

export const enable = (intId: number, enabled = true): GicAction => ({
  kind: 'writeEnabled',
  ...ofSpi(intId),
  enabled,
});

/** Configures and enables one SPI, of a middling priority. */
export const openSpi = (intId: number, trigger: Trigger, level = priority(16)): readonly GicAction[] => [
  ...configure(intId, trigger, level),
  enable(intId),
];

/** Configures and enables all SPIs of the word that begins at INTID 32, by whole registers, each with its priority. */
export function openWord(trigger: Trigger, priorities: readonly number[]): readonly GicAction[] {
  const fields = trigger === 'edge' ? 0xaaaa_aaaa : 0;
  return [
    writeDistributor(0xc08, fields),
    writeDistributor(0xc0c, fields),
    writeDistributor(0x084, 0xffff_ffff),
    ...spisFrom(0, 8).map((word) =>
      writeDistributor(
        0x420 + 4 * word,
        spisFrom(0, 4).reduce((value, byte) => value + (priorities[4 * word + byte] ?? 0) * 2 ** (8 * byte), 0),
      ),
    ),
    writeDistributor(0x104, 0xffff_ffff),
  ];
}

const assigned = (kind: 'assignPending' | 'assignLines', intId: number, isSet: boolean): GicAction => ({
  kind,
  pe: 0,
  word: Math.floor(intId / 32),
  bits: isSet ? (1 << (intId % 32)) >>> 0 : 0,
});

/** Makes an SPI pending. */
export function inject(intId: number, trigger: Trigger, way: Way): GicAction {
  if (way === 'ISPENDR') return { kind: 'writePending', ...ofSpi(intId), pending: true };
  if (way === 'userspace ISPENDR') return assigned('assignPending', intId, true);
  if (way === 'LEVEL_INFO') return assigned('assignLines', intId, true);
  return trigger === 'edge' ? { kind: 'pulse', ...ofSpi(intId) } : { kind: 'drive', ...ofSpi(intId), level: true };
}

/** What the handler does to the device, so that it is content: it lowers a level. */
export function serve(intId: number, trigger: Trigger, way: Way): readonly GicAction[] {
  if (way === 'LEVEL_INFO') return [assigned('assignLines', intId, false)];
  const isLevel = trigger === 'level' && (way === 'line' || way === 'irqfd');
  return isLevel ? [{ kind: 'drive', ...ofSpi(intId), level: false }] : [];
}

export const take = (pe = 0): GicAction => ({ kind: 'acknowledge', pe });
export const drop = (intId: number, pe = 0): GicAction => ({ kind: 'endOfInterrupt', pe, intId });
export const deactivate = (intId: number, pe = 0): GicAction => ({ kind: 'deactivate', pe, intId });

/** The whole end of an interrupt. */
export const end = (intId: number, ending: Ending, pe = 0): readonly GicAction[] =>
  ending === 'whole' ? [drop(intId, pe)] : [drop(intId, pe), deactivate(intId, pe)];

export const readDistributor = (offset: number): GicAction => ({
  kind: 'mmioRead',
  frame: 'distributor',
  pe: 0,
  offset,
  width: 4,
});

export const writeDistributor = (offset: number, value: number): GicAction => ({
  kind: 'mmioWrite',
  frame: 'distributor',
  pe: 0,
  offset,
  width: 4,
  value,
});
