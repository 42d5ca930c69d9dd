import type { GicAction, GicLanguage, GicObservation, MmioAccess, Target } from '../../model/index.js';
import type { Message, Story } from '../kit.js';
import { nameOf as name } from './properties/words.js';

const DEVICE = 'Device';
const GIC = 'GIC';
const PE = 'PE';
const USERSPACE = 'VMM';

/** Runs of the GIC layer, told with the names of IHI 0069. */
export const gicStory: Story<GicLanguage> = {
  lanes: [DEVICE, GIC, PE, USERSPACE],
  describe,
  messages(action, observation) {
    return [{ ...wayOf(action), text: textOf(action, observation) }];
  },
};

function describe(action: GicAction): string {
  return `${actorOf(action)} ${verbOf(action)}`;
}

function actorOf(action: GicAction): string {
  const { from, to } = wayOf(action);
  if (from === DEVICE) return 'device';
  if (from === USERSPACE) return 'VMM';
  return from === PE || to === PE ? ('pe' in action ? `PE ${action.pe}` : 'a PE') : 'the GIC';
}

function verbOf(action: GicAction): string {
  switch (action.kind) {
    case 'drive':
      return `drives the line of ${name(action)} ${action.level ? 'high' : 'low'}`;
    case 'pulse':
      return `pulses the line of ${name(action)}`;
    case 'acknowledge':
      return 'reads ICC_IAR1_EL1';
    case 'mmioRead':
      return `reads ${place(action)}`;
    case 'readLatches':
      return `reads the latches of INTIDs ${words(action.word)}`;
    case 'readLines':
      return `reads the lines of INTIDs ${words(action.word)}`;
    case 'assignPending':
      return `assigns ${hex(action.bits)} to the latches of INTIDs ${words(action.word)}`;
    case 'assignLines':
      return `assigns ${hex(action.bits)} to the lines of INTIDs ${words(action.word)}`;
    case 'save':
      return 'saves the GIC';
    case 'restore':
      return `restores it into ${action.into === 'same' ? 'the same GIC' : 'a fresh one'}`;
    case 'reset':
      return 'resets the GIC';
    case 'enterGuest':
      return `has the vCPU of PE ${action.pe} enter the guest`;
    case 'leaveGuest':
      return `has the vCPU of PE ${action.pe} leave the guest`;
    default:
      return `writes ${writeText(action)}`;
  }
}

type RegisterWrite = Extract<GicAction, { kind: `write${string}` | 'endOfInterrupt' | 'deactivate' | 'mmioWrite' }>;

/** A write, as `REGISTER := value`. */
function writeText(action: RegisterWrite): string {
  switch (action.kind) {
    case 'endOfInterrupt':
      return `ICC_EOIR1_EL1 := ${action.intId}`;
    case 'deactivate':
      return `ICC_DIR_EL1 := ${action.intId}`;
    case 'writePriorityMask':
      return `ICC_PMR_EL1 := ${hex(action.value)}`;
    case 'writeBinaryPoint':
      return `ICC_BPR1_EL1 := ${action.value}`;
    case 'writeGroupEnable':
      return `ICC_IGRPEN1_EL1 := ${Number(action.enabled)}`;
    case 'writeEoiMode':
      return `ICC_CTLR_EL1.EOImode := ${Number(action.split)}`;
    case 'writeActivePriorities':
      return `ICC_AP1R0_EL1 := ${hex(action.value)}`;
    case 'writeDistributorEnables':
      return `GICD_CTLR.EnableGrp0, EnableGrp1 := ${Number(action.enableGrp0)}, ${Number(action.enableGrp1)}`;
    case 'writeEnabled':
      return `${frameOf(action)}_${action.enabled ? 'ISENABLER' : 'ICENABLER'} of ${name(action)} := 1`;
    case 'writePending':
      return `${frameOf(action)}_${action.pending ? 'ISPENDR' : 'ICPENDR'} of ${name(action)} := 1`;
    case 'writeActive':
      return `${frameOf(action)}_${action.active ? 'ISACTIVER' : 'ICACTIVER'} of ${name(action)} := 1`;
    case 'writeTrigger':
      return `${frameOf(action)}_ICFGR of ${name(action)} := ${action.trigger}`;
    case 'writeGroup':
      return `${frameOf(action)}_IGROUPR of ${name(action)} := ${action.group}`;
    case 'writePriority':
      return `${frameOf(action)}_IPRIORITYR of ${name(action)} := ${hex(action.priority)}`;
    case 'writeRoute':
      return `GICD_IROUTER of SPI ${action.intId} := ${routeText(action.route)}`;
    case 'mmioWrite':
      return `${place(action)} := ${hex(action.value)}`;
  }
}

function textOf(action: GicAction, observation: Partial<GicObservation>): string {
  if (observation.kind !== 'value' || observation.value === undefined) return verbOf(action);
  if (action.kind === 'acknowledge') return `ICC_IAR1_EL1 is ${observation.value}`;
  return `${verbOf(action)}: ${hex(observation.value)}`;
}

function wayOf(action: GicAction): Pick<Message, 'from' | 'to'> {
  switch (action.kind) {
    case 'drive':
    case 'pulse':
      return { from: DEVICE, to: GIC };
    case 'acknowledge':
    case 'mmioRead':
      return { from: GIC, to: PE };
    case 'assignPending':
    case 'assignLines':
    case 'readLatches':
    case 'readLines':
    case 'save':
    case 'restore':
    case 'reset':
    case 'enterGuest':
    case 'leaveGuest':
      return { from: USERSPACE, to: GIC };
    default:
      return { from: PE, to: GIC };
  }
}

const frameOf = ({ intId }: Target): string => (intId >= 32 ? 'GICD' : 'GICR');

const words = (word: number): string => `${32 * word} to ${32 * word + 31}`;

function place({ frame, offset, width }: MmioAccess): string {
  const bytes = width === 4 ? '' : `, ${width} byte${width === 1 ? '' : 's'} wide`;
  return `${frame === 'distributor' ? 'GICD' : 'GICR'} + 0x${offset.toString(16)}${bytes}`;
}

function routeText(route: number | 'any'): string {
  return route === 'any' ? 'any PE' : [24, 16, 8, 0].map((shift) => (route >>> shift) & 0xff).join('.');
}

function hex(value: number): string {
  return value < 10 ? String(value) : `0x${value.toString(16)}`;
}
