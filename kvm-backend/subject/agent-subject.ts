import { match } from 'ts-pattern';
import type { GicAction, GicConfig, GicObservation, GicView, Route, Target } from '../../model/index.js';
import { AgentMachine } from '../agent/agent-machine.js';
import type { AgentCommand, AgentOperation } from '../agent/operations.js';
import { ppiLine, spiLine } from '../system/ioctl.js';
import { GICD_BASE, GICR_BASE, GICR_STRIDE, type VgicSize } from '../vgic/create.js';
import { lineLevels, registerArrays, wordOf, type ArrayRegister } from '../vgic/registers.js';
import { readState, writeState, type SavedVgic } from '../vgic/state.js';
import type { Kvm } from '../vm/kvm.js';
import { CachedRegisters } from './cached-registers.js';
import { readStoppedView } from './stopped-view.js';

const EOIMODE = 1 << 1;
const ISR_IRQ = 1 << 7;
const SGI_BASE = 0x1_0000;
const GICD_BYTES = 0x1_0000;
const INTERRUPT_ROUTING_MODE = 0x8000_0000;

const loads = { 1: 'load8', 2: 'load16', 4: 'load32', 8: 'load64' } as const;
const stores = { 1: 'store8', 2: 'store16', 4: 'store32', 8: 'store64' } as const;

/** Whether a guest can do it: all but an access across alignment, which faults, or beyond the frames. */
export function isAgentAction(action: GicAction): boolean {
  if (action.kind !== 'mmioRead' && action.kind !== 'mmioWrite') return true;
  const { frame, offset, width } = action;
  return offset >= 0 && offset % width === 0 && offset < (frame === 'distributor' ? GICD_BYTES : GICR_STRIDE);
}

/** Rung 2: a VM whose vCPUs run the guest agent, in lockstep with us. */
export class AgentSubject {
  readonly #kvm: Kvm;
  readonly #config: GicConfig;
  #agent: AgentMachine;
  #registers: CachedRegisters;
  #saved: SavedVgic | undefined;

  /** @throws IrqlineError KVM_NO_VGICV3, KvmError */
  constructor(kvm: Kvm, config: GicConfig) {
    this.#kvm = kvm;
    this.#config = config;
    this.#agent = new AgentMachine(kvm, sizeOf(config));
    this.#registers = new CachedRegisters(this.#agent.machine.device);
  }

  /** @throws IrqlineError KVM_GUEST_FAULT, KvmError */
  apply(action: GicAction): GicObservation {
    const value = this.#do(action);
    return value === undefined ? { kind: 'done' } : { kind: 'value', value };
  }

  /** @param last - whether it is the run's last, for which everything is read afresh */
  observe(last: boolean): GicView {
    if (last) this.#registers.forget();
    const cpuInterfaces = this.#agent.machine.vcpus.map((vcpu) => this.#cpuInterface(vcpu.index));
    return { ...readStoppedView(this.#registers, this.#config), cpuInterfaces };
  }

  close(): void {
    this.#agent.close();
  }

  #cpuInterface(pe: number): GicView['cpuInterfaces'][number] {
    const reads = [
      'readPMR',
      'readBPR1',
      'readIGRPEN1',
      'readCTLR',
      'readAP1R0',
      'readRPR',
      'readHPPIR1',
      'readISR',
    ] as const;
    const results = this.#agent.run(
      pe,
      reads.map((operation) => ({ operation })),
    );
    const value = (name: (typeof reads)[number]) => results[reads.indexOf(name)] ?? 0;
    return {
      ICC_PMR_EL1: value('readPMR'),
      ICC_BPR1_EL1: value('readBPR1'),
      ICC_IGRPEN1_EL1: value('readIGRPEN1') & 1,
      EOImode: (value('readCTLR') & EOIMODE) === 0 ? 0 : 1,
      ICC_AP1R0_EL1: value('readAP1R0'),
      ICC_RPR_EL1: value('readRPR'),
      ICC_HPPIR1_EL1: value('readHPPIR1'),
      signalled: (value('readISR') & ISR_IRQ) !== 0,
    };
  }

  #do(action: GicAction): number | undefined {
    const { vm, device } = this.#agent.machine;
    return match(action)
      .returnType<number | undefined>()
      .with({ kind: 'drive' }, (to) => done(vm.irqLine(irqOf(to), to.level)))
      .with({ kind: 'pulse' }, (to) => done(vm.irqLine(irqOf(to), true), vm.irqLine(irqOf(to), false)))
      .with({ kind: 'assignPending' }, (to) =>
        done(this.#registers.write(wordOf('ISPENDR', 32 * to.word, to.pe), to.bits)),
      )
      .with({ kind: 'readLatches' }, ({ pe, word }) => this.#registers.readNow(wordOf('ISPENDR', 32 * word, pe)))
      .with({ kind: 'assignLines' }, ({ pe, word, bits }) => done(this.#registers.write(lineLevels(pe, word), bits)))
      .with({ kind: 'readLines' }, ({ pe, word }) => this.#registers.readNow(lineLevels(pe, word)))
      .with({ kind: 'acknowledge' }, ({ pe }) => this.#guest(pe, 'readIAR1'))
      .with({ kind: 'endOfInterrupt' }, ({ pe, intId }) => done(this.#guest(pe, 'writeEOIR1', intId)))
      .with({ kind: 'deactivate' }, ({ pe, intId }) => done(this.#guest(pe, 'writeDIR', intId)))
      .with({ kind: 'writePriorityMask' }, ({ pe, value }) => done(this.#guest(pe, 'writePMR', value)))
      .with({ kind: 'writeBinaryPoint' }, ({ pe, value }) => done(this.#guest(pe, 'writeBPR1', value)))
      .with({ kind: 'writeGroupEnable' }, ({ pe, enabled }) => done(this.#guest(pe, 'writeIGRPEN1', Number(enabled))))
      .with({ kind: 'writeEoiMode' }, ({ pe, split }) => {
        const others = this.#guest(pe, 'readCTLR') & ~EOIMODE;
        return done(this.#guest(pe, 'writeCTLR', split ? others | EOIMODE : others));
      })
      .with({ kind: 'writeActivePriorities' }, ({ pe, value }) => done(this.#guest(pe, 'writeAP1R0', value)))
      .with({ kind: 'writeDistributorEnables' }, ({ enableGrp0, enableGrp1 }) =>
        done(this.#store(0, GICD_BASE, 4, Number(enableGrp0) + 2 * Number(enableGrp1))),
      )
      .with({ kind: 'writeEnabled' }, (to) => done(this.#one(to, to.enabled ? 0x100 : 0x180)))
      .with({ kind: 'writePending' }, (to) => done(this.#one(to, to.pending ? 0x200 : 0x280)))
      .with({ kind: 'writeActive' }, (to) => done(this.#one(to, to.active ? 0x300 : 0x380)))
      .with({ kind: 'writeTrigger' }, (to) => done(this.#field(to, 'ICFGR', 2, to.trigger === 'edge' ? 2 : 0)))
      .with({ kind: 'writeGroup' }, (to) => done(this.#field(to, 'IGROUPR', 1, to.group)))
      .with({ kind: 'writePriority' }, (to) => done(this.#store(to.pe, frameOf(to) + 0x400 + to.intId, 1, to.priority)))
      .with({ kind: 'writeRoute' }, ({ intId, route }) =>
        done(this.#store(0, GICD_BASE + 0x6000 + 8 * intId, 8, routerValue(route))),
      )
      .with({ kind: 'mmioRead' }, ({ frame, pe, offset, width }) =>
        this.#guest(pe, loads[width], 0, baseOf(frame, pe) + offset),
      )
      .with({ kind: 'mmioWrite' }, ({ frame, pe, offset, width, value }) =>
        done(this.#store(pe, baseOf(frame, pe) + offset, width, value)),
      )
      .with({ kind: 'save' }, () => {
        this.#saved = readState(device, sizeOf(this.#config));
        return undefined;
      })
      .with({ kind: 'restore' }, ({ into }) => done(this.#restore(into)))
      .with({ kind: 'reset' }, () => done(this.#startAfresh()))
      .exhaustive();
  }

  #guest(pe: number, operation: AgentOperation, value = 0, address = 0): number {
    const command: AgentCommand = { operation, value, address };
    return this.#agent.run(pe, [command])[0] ?? 0;
  }

  /** A store by the guest, after which any configuration may be another. */
  #store(pe: number, address: number, width: 1 | 2 | 4 | 8, value: number): void {
    this.#guest(pe, stores[width], value, address);
    this.#registers.forget();
  }

  /** Writes 1 to an interrupt's bit of a register array. */
  #one(to: Target, array: number): void {
    this.#store(to.pe, frameOf(to) + array + 4 * Math.floor(to.intId / 32), 4, (1 << (to.intId % 32)) >>> 0);
  }

  /** Writes one interrupt's field of so many bits, and leaves its neighbours as they are, as a guest's driver does. */
  #field(to: Target, name: ArrayRegister, bits: 1 | 2, value: number): void {
    const address = frameOf(to) + registerArrays[name][0] + 4 * Math.floor((to.intId * bits) / 32);
    const shift = (bits * to.intId) % 32;
    const others = this.#guest(to.pe, 'load32', 0, address) & ~((2 ** bits - 1) << shift);
    this.#store(to.pe, address, 4, (others | (value << shift)) >>> 0);
  }

  #restore(into: 'same' | 'fresh'): void {
    if (this.#saved === undefined) return;
    if (into === 'fresh') this.#startAfresh();
    writeState(this.#agent.machine.device, this.#saved);
    this.#registers.forget();
  }

  #startAfresh(): void {
    this.#agent.close();
    this.#agent = new AgentMachine(this.#kvm, sizeOf(this.#config));
    this.#registers = new CachedRegisters(this.#agent.machine.device);
  }
}

/** The result of an action that reads nothing; its arguments are evaluated for what they do, in order. */
function done(..._effects: readonly unknown[]): undefined {
  return undefined;
}

function sizeOf({ peCount, spiCount }: GicConfig): VgicSize {
  return { vcpuCount: peCount, spiCount };
}

function irqOf({ pe, intId }: Target): number {
  return intId < 32 ? ppiLine(pe, intId) : spiLine(intId);
}

/** Where the register arrays of an interrupt begin. */
function frameOf({ pe, intId }: Target): number {
  return intId < 32 ? GICR_BASE + pe * GICR_STRIDE + SGI_BASE : GICD_BASE;
}

function baseOf(frame: 'distributor' | 'redistributor', pe: number): number {
  return frame === 'distributor' ? GICD_BASE : GICR_BASE + pe * GICR_STRIDE;
}

/** GICD_IROUTER: Aff3 in bits 39 to 32, Interrupt_Routing_Mode in bit 31, Aff2 to Aff0 in bits 23 to 0. */
function routerValue(route: Route): number {
  if (route === 'any') return INTERRUPT_ROUTING_MODE;
  return Math.floor(route / 2 ** 24) * 2 ** 32 + (route % 2 ** 24);
}
