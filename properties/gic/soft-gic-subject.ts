import { ppiFromIntId, SoftGic, spiFromIntId, type GicSize } from '../../impl/index.js';
import {
  architectureGic,
  type CpuInterfaceView,
  type GicAction,
  type GicConfig,
  type GicLanguage,
  type GicObservation,
  type GicView,
  type InterruptView,
  type Subject,
  type Target,
} from '../../model/index.js';
import { otherChoice } from '../choices.js';
import { distributorOffset, redistributorOffset } from '../../spec/gicv3.js';

/** SoftGic as a subject. A mutant makes another one. */
export function softGic(name = 'soft-gic', make = (size: GicSize): SoftGic => new SoftGic(size)): Subject<GicLanguage> {
  return new SoftGicSubject(name, make);
}

class SoftGicSubject implements Subject<GicLanguage> {
  readonly name: string;
  readonly #make: (size: GicSize) => SoftGic;
  #rig: Rig | undefined;

  constructor(name: string, make: (size: GicSize) => SoftGic) {
    this.name = name;
    this.#make = make;
  }

  /** Everything but KVM's interface to userspace. */
  supports(action: GicAction): boolean {
    return !['assignPending', 'assignLines', 'readLatches', 'readLines'].includes(action.kind);
  }

  refuses({ behaviour }: GicConfig): string | undefined {
    return otherChoice(architectureGic, behaviour);
  }

  reset(config: GicConfig): void {
    this.#rig = new Rig(config, this.#make);
  }

  apply(action: GicAction): GicObservation {
    const value = this.#current.apply(action);
    return value === undefined ? { kind: 'done' } : { kind: 'value', value };
  }

  observe(): GicView {
    return this.#current.observe();
  }

  close(): void {
    this.#rig = undefined;
  }

  get #current(): Rig {
    if (this.#rig === undefined) throw new Error('a subject is reset before it is used');
    return this.#rig;
  }
}

const EOI_MODE = 2;

/** One SoftGic, and what stands for its guest and its devices: register accesses and wires. */
class Rig {
  readonly #size: GicSize;
  readonly #make: (size: GicSize) => SoftGic;
  #gic: SoftGic;
  #saved: Uint8Array | undefined;

  constructor({ peCount, spiCount }: GicConfig, make: (size: GicSize) => SoftGic) {
    this.#size = { peCount, spiCount };
    this.#make = make;
    this.#gic = make(this.#size);
  }

  apply(action: GicAction): number | undefined {
    const gic = this.#gic;
    switch (action.kind) {
      case 'acknowledge':
        return gic.readRegister(action.pe, 'ICC_IAR1_EL1');
      case 'mmioRead':
        return action.frame === 'distributor'
          ? gic.readDistributor(action.offset, action.width)
          : gic.readRedistributor(action.pe, action.offset, action.width);
      case 'restore':
        this.#restore(action.into);
        break;
      case 'save':
        this.#saved = gic.saveState();
        break;
      default:
        this.#do(action);
    }
    return undefined;
  }

  #do(action: Exclude<GicAction, { kind: 'acknowledge' | 'mmioRead' | 'save' | 'restore' }>): void {
    const gic = this.#gic;
    switch (action.kind) {
      case 'drive':
        if (action.intId >= 32) return gic.setSpiLevel(spiFromIntId(action.intId), action.level);
        return gic.setPpiLevel(action.pe, ppiFromIntId(action.intId), action.level);
      case 'pulse':
        if (action.intId >= 32) return gic.pulseSpi(spiFromIntId(action.intId));
        return gic.pulsePpi(action.pe, ppiFromIntId(action.intId));
      case 'endOfInterrupt':
        return gic.writeRegister(action.pe, 'ICC_EOIR1_EL1', action.intId);
      case 'deactivate':
        return gic.writeRegister(action.pe, 'ICC_DIR_EL1', action.intId);
      case 'writePriorityMask':
        return gic.writeRegister(action.pe, 'ICC_PMR_EL1', action.value);
      case 'writeBinaryPoint':
        return gic.writeRegister(action.pe, 'ICC_BPR1_EL1', action.value);
      case 'writeGroupEnable':
        return gic.writeRegister(action.pe, 'ICC_IGRPEN1_EL1', Number(action.enabled));
      case 'writeEoiMode':
        return gic.writeRegister(action.pe, 'ICC_CTLR_EL1', action.split ? EOI_MODE : 0);
      case 'writeActivePriorities':
        return gic.writeRegister(action.pe, 'ICC_AP1R0_EL1', action.value);
      case 'writeDistributorEnables':
        return gic.writeDistributor(0, 4, Number(action.enableGrp0) + 2 * Number(action.enableGrp1));
      case 'writeEnabled':
        return this.#writeBit(action, action.enabled ? 'ISENABLER' : 'ICENABLER');
      case 'writePending':
        return this.#writeBit(action, action.pending ? 'ISPENDR' : 'ICPENDR');
      case 'writeActive':
        return this.#writeBit(action, action.active ? 'ISACTIVER' : 'ICACTIVER');
      case 'writeTrigger':
        return this.#writeTrigger(action, action.trigger === 'edge');
      case 'writeGroup':
        return this.#writeGroup(action, action.group);
      case 'writePriority':
        return this.#write(action, { register: 'IPRIORITYR', width: 1 }, action.priority);
      case 'writeRoute':
        return gic.writeDistributor(distributorOffset('IROUTER', action.intId), 8, routerOf(action.route));
      case 'mmioWrite':
        if (action.frame === 'distributor') return gic.writeDistributor(action.offset, action.width, action.value);
        return gic.writeRedistributor(action.pe, action.offset, action.width, action.value);
      case 'reset':
        return gic.reset();
      case 'enterGuest':
      case 'leaveGuest':
        return; // it has no list registers: a PE works on the GIC itself, whoever runs it
      case 'assignPending':
      case 'assignLines':
      case 'readLatches':
      case 'readLines':
        throw new Error(`${action.kind} is not supported, so that it is never applied`);
    }
  }

  observe(): GicView {
    const { peCount, spiCount } = this.#size;
    const enables = this.#gic.readDistributor(0, 4);
    const pes = Array.from({ length: peCount }, (_, pe) => pe);
    const ppis = pes.flatMap((pe) => this.#bank(pe, 0, pe));
    const spis = Array.from({ length: Math.ceil(spiCount / 32) }, (_, index) => this.#bank(0, index + 1, null));
    return {
      enableGrp0: (enables & 1) !== 0,
      enableGrp1: (enables & 2) !== 0,
      interrupts: [...ppis, ...spis.flat()],
      cpuInterfaces: pes.map((pe) => this.#cpuInterface(pe)),
    };
  }

  #restore(into: 'same' | 'fresh'): void {
    if (this.#saved === undefined) return;
    const gic = into === 'fresh' ? this.#make(this.#size) : this.#gic;
    gic.restoreState(this.#saved);
    this.#gic = gic;
  }

  #cpuInterface(pe: number): CpuInterfaceView {
    const gic = this.#gic;
    return {
      ICC_PMR_EL1: gic.readRegister(pe, 'ICC_PMR_EL1'),
      ICC_BPR1_EL1: gic.readRegister(pe, 'ICC_BPR1_EL1'),
      ICC_IGRPEN1_EL1: gic.readRegister(pe, 'ICC_IGRPEN1_EL1'),
      EOImode: (gic.readRegister(pe, 'ICC_CTLR_EL1') & EOI_MODE) / EOI_MODE,
      ICC_AP1R0_EL1: gic.readRegister(pe, 'ICC_AP1R0_EL1'),
      ICC_RPR_EL1: gic.readRegister(pe, 'ICC_RPR_EL1'),
      ICC_HPPIR1_EL1: gic.readRegister(pe, 'ICC_HPPIR1_EL1'),
      signalled: gic.isSignalled(pe),
    };
  }

  /** The interrupts of a word of 32 INTIDs that are not as reset leaves them. It runs after every action: it is quick. */
  #bank(pe: number, word: number, owner: number | null): readonly InterruptView[] {
    const firstIntId = 32 * word;
    const at = (register: Register, plus = 0): number =>
      this.#read({ pe, intId: firstIntId }, { register, width: 4 }, plus);
    const routers = distributorOffset('IROUTER', firstIntId);
    const [pending, active, enabled, group] = [at('ISPENDR'), at('ISACTIVER'), at('ISENABLER'), at('IGROUPR')];
    const used = pending | active | enabled | group;
    const views: InterruptView[] = [];
    let [triggers, priorities] = [0, 0];
    for (let bit = owner === null ? 0 : 16; bit < 32; bit += 1) {
      if (bit % 16 === 0) triggers = at('ICFGR', bit >> 2);
      if (bit % 4 === 0) priorities = at('IPRIORITYR', bit);
      const isEdge = ((triggers >>> (2 * (bit % 16) + 1)) & 1) === 1;
      const priority = (priorities >>> (8 * (bit % 4))) & 0xff;
      const router = owner === null ? this.#gic.readDistributor(routers + 8 * bit, 8) : 0;
      if (((used >>> bit) & 1) === 0 && !isEdge && priority === 0 && router === 0) continue;
      views.push({
        intId: firstIntId + bit,
        pe: owner,
        pending: isSet(pending, bit),
        active: isSet(active, bit),
        enabled: isSet(enabled, bit),
        trigger: isEdge ? 'edge' : 'level',
        group: isSet(group, bit) ? 1 : 0,
        priority,
        route: owner === null ? routeOf(router) : null,
      });
    }
    return views;
  }

  #writeBit(target: Target, register: Register): void {
    this.#write(target, { register, width: 4 }, (1 << (target.intId & 31)) >>> 0);
  }

  #writeGroup(target: Target, group: number): void {
    const access = { register: 'IGROUPR', width: 4 } as const;
    const bit = (1 << (target.intId & 31)) >>> 0;
    const old = this.#read(target, access);
    this.#write(target, access, ((old & ~bit) | (group * bit)) >>> 0);
  }

  #writeTrigger(target: Target, isEdge: boolean): void {
    const access = { register: 'ICFGR', width: 4 } as const;
    const field = 3 << (2 * (target.intId & 15));
    const edge = 2 << (2 * (target.intId & 15));
    const old = this.#read(target, access);
    this.#write(target, access, ((old & ~field) | (isEdge ? edge : 0)) >>> 0);
  }

  #read({ pe, intId }: Target, { register, width }: Access, plus = 0): number {
    return intId >= 32
      ? this.#gic.readDistributor(distributorOffset(register, intId) + plus, width)
      : this.#gic.readRedistributor(pe, redistributorOffset(register, intId) + plus, width);
  }

  #write({ pe, intId }: Target, { register, width }: Access, value: number): void {
    if (intId >= 32) this.#gic.writeDistributor(distributorOffset(register, intId), width, value);
    else this.#gic.writeRedistributor(pe, redistributorOffset(register, intId), width, value);
  }
}

const isSet = (word: number, bit: number): boolean => ((word >>> bit) & 1) === 1;

type Register = Parameters<typeof distributorOffset>[0];

interface Access {
  readonly register: Register;
  readonly width: 1 | 4;
}

function routerOf(route: number | 'any'): number {
  return route === 'any' ? 2 ** 31 : Math.floor(route / 2 ** 24) * 2 ** 32 + (route % 2 ** 24);
}

function routeOf(router: number): number | 'any' {
  return (router & (2 ** 31)) !== 0 ? 'any' : Math.floor(router / 2 ** 32) * 2 ** 24 + (router % 2 ** 24);
}
