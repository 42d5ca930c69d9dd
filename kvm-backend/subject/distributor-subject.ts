import { match, P } from 'ts-pattern';
import type { GicAction, GicConfig, GicObservation, Target } from '../../model/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { gicRegisters, interruptRegisters } from '../../spec/gicv3.js';
import { createVgicMachine, type VgicMachine } from '../vgic/create.js';
import {
  cpuInterface,
  distributor,
  lineLevels,
  routerOf,
  wordOf,
  type ArrayRegister,
  type CpuInterfaceRegister,
} from '../vgic/registers.js';
import type { Injection } from '../vgic/injection.js';
import type { Kvm } from '../vm/kvm.js';
import { CachedRegisters } from './cached-registers.js';
import { Wires } from './wires.js';
import { done } from './done.js';
import { routerValue, sizeOf } from './encoding.js';
import { readStoppedView, type StoppedView } from './stopped-view.js';

const GICD_CTLR = distributor(gicRegisters.GICD_CTLR);
const EOIMODE = 1 << 1;

const needRunningVcpu = [
  'writePending',
  'acknowledge',
  'endOfInterrupt',
  'deactivate',
  'mmioRead',
  'mmioWrite',
  'enterGuest',
  'leaveGuest',
] as const;

/** Whether it can be done without a running vCPU. */
export function isStoppedAction({ kind }: GicAction): boolean {
  return !needRunningVcpu.some((one) => one === kind);
}

/** Rung 1: the distributor of a VM whose vCPUs never run. */
export class DistributorSubject {
  readonly #kvm: Kvm;
  readonly #config: GicConfig;
  readonly #injection: Partial<Injection>;
  #machine: VgicMachine;
  #registers: CachedRegisters;
  #wires: Wires;
  #saved: Uint8Array | undefined;

  /** @param injection - how the lines of SPIs are driven @throws IrqlineError KVM_NO_VGICV3, KvmError */
  constructor(kvm: Kvm, config: GicConfig, injection: Partial<Injection> = {}) {
    this.#kvm = kvm;
    this.#config = config;
    this.#injection = injection;
    this.#machine = createVgicMachine(kvm, sizeOf(config));
    this.#registers = new CachedRegisters(this.#machine.device);
    this.#wires = new Wires(this.#machine, sizeOf(config), injection);
  }

  apply(action: GicAction): GicObservation {
    const value = this.#do(action);
    this.#wires.settle();
    return value === undefined ? { kind: 'done' } : { kind: 'value', value };
  }

  /** @param last - whether it is the run's last, for which everything is read afresh */
  observe(last: boolean): StoppedView {
    if (last) this.#registers.forget();
    return readStoppedView(this.#registers, this.#config);
  }

  close(): void {
    this.#machine.vm.close();
  }

  #do(action: GicAction): number | undefined {
    const registers = this.#registers;
    const cpu = (pe: number, name: CpuInterfaceRegister, value: number) =>
      registers.write(cpuInterface(pe, name), value);
    return match(action)
      .returnType<number | undefined>()
      .with({ kind: 'drive' }, (to) => done(this.#wires.drive(to, to.level)))
      .with({ kind: 'pulse' }, (to) => done(this.#wires.pulse(to)))
      .with({ kind: 'assignPending' }, (to) => done(registers.write(wordOf('ISPENDR', 32 * to.word, to.pe), to.bits)))
      .with({ kind: 'readLatches' }, ({ pe, word }) => registers.readNow(wordOf('ISPENDR', 32 * word, pe)))
      .with({ kind: 'assignLines' }, ({ pe, word, bits }) => done(registers.write(lineLevels(pe, word), bits)))
      .with({ kind: 'readLines' }, ({ pe, word }) => registers.readNow(lineLevels(pe, word)))
      .with({ kind: 'writeEnabled' }, (to) => done(this.#one(to, to.enabled, 'ISENABLER', 'ICENABLER')))
      .with({ kind: 'writeActive' }, (to) => done(this.#one(to, to.active, 'ISACTIVER', 'ICACTIVER')))
      .with({ kind: 'writeTrigger' }, (to) => done(this.#field(to, 'ICFGR', to.trigger === 'edge' ? 2 : 0)))
      .with({ kind: 'writeGroup' }, (to) => done(this.#field(to, 'IGROUPR', to.group)))
      .with({ kind: 'writePriority' }, (to) => done(this.#field(to, 'IPRIORITYR', to.priority)))
      .with({ kind: 'writeRoute' }, ({ intId, route }) =>
        done(registers.write(routerOf(intId), routerValue(route) % 2 ** 32)),
      )
      .with({ kind: 'writeDistributorEnables' }, ({ enableGrp0, enableGrp1 }) =>
        done(registers.write(GICD_CTLR, Number(enableGrp0) + 2 * Number(enableGrp1))),
      )
      .with({ kind: 'writePriorityMask' }, ({ pe, value }) => done(cpu(pe, 'ICC_PMR_EL1', value)))
      .with({ kind: 'writeBinaryPoint' }, ({ pe, value }) => done(cpu(pe, 'ICC_BPR1_EL1', value)))
      .with({ kind: 'writeGroupEnable' }, ({ pe, enabled }) => done(cpu(pe, 'ICC_IGRPEN1_EL1', Number(enabled))))
      .with({ kind: 'writeEoiMode' }, ({ pe, split }) => {
        const others = registers.read(cpuInterface(pe, 'ICC_CTLR_EL1')) & ~EOIMODE;
        return done(cpu(pe, 'ICC_CTLR_EL1', split ? others | EOIMODE : others));
      })
      .with({ kind: 'writeActivePriorities' }, ({ pe, value }) => done(cpu(pe, 'ICC_AP1R0_EL1', value)))
      .with({ kind: 'save' }, () => {
        this.#saved = this.#wires.saveState();
        return undefined;
      })
      .with({ kind: 'restore' }, ({ into }) => done(this.#restore(into)))
      .with({ kind: 'reset' }, () => done(this.#startAfresh()))
      .with({ kind: P.union(...needRunningVcpu) }, ({ kind }) => {
        throw new IrqlineError('TRACE_NOT_SUPPORTED', `${kind}, which needs a running vCPU`);
      })
      .exhaustive();
  }

  /** Writes 1 to the register that sets, or to the one that clears. */
  #one({ pe, intId }: Target, isSet: boolean, set: ArrayRegister, clear: ArrayRegister): void {
    const shownBy = wordOf(set, intId, pe);
    this.#registers.write(isSet ? shownBy : wordOf(clear, intId, pe), (1 << (intId % 32)) >>> 0, shownBy);
  }

  /** Writes one interrupt's field, and leaves its neighbours as they are. */
  #field({ pe, intId }: Target, name: ArrayRegister, value: number): void {
    const { bits } = interruptRegisters[name];
    const register = wordOf(name, intId, pe);
    const shift = bits * (intId % (32 / bits));
    const others = this.#registers.readNow(register) & ~((2 ** bits - 1) << shift);
    this.#registers.write(register, (others | (value << shift)) >>> 0);
  }

  #restore(into: 'same' | 'fresh'): void {
    if (this.#saved === undefined) return;
    if (into === 'fresh') this.#startAfresh();
    this.#wires.restoreState(this.#saved);
    this.#registers.forget();
  }

  #startAfresh(): void {
    this.#machine.vm.close();
    this.#machine = createVgicMachine(this.#kvm, sizeOf(this.#config));
    this.#registers = new CachedRegisters(this.#machine.device);
    this.#wires = new Wires(this.#machine, sizeOf(this.#config), this.#injection);
  }
}
