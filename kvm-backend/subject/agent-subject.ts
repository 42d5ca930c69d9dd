import { match } from 'ts-pattern';
import type { GicAction, GicConfig, GicObservation, GicView } from '../../model/index.js';
import { AgentMachine } from '../agent/agent-machine.js';
import type { AgentCommand } from '../agent/operations.js';
import { GICR_STRIDE } from '../vgic/create.js';
import { lineLevels, wordOf } from '../vgic/registers.js';
import type { Injection } from '../vgic/injection.js';
import type { Kvm } from '../vm/kvm.js';
import { CachedRegisters } from './cached-registers.js';
import { done } from './done.js';
import { sizeOf } from './encoding.js';
import { actorOf, changesRegisters, commandOf, readsValue, type GuestAction } from './guest-commands.js';
import { readStoppedView } from './stopped-view.js';
import { Wires } from './wires.js';

const EOIMODE = 1 << 1;
const ISR_IRQ = 1 << 7;
const GICD_BYTES = 0x1_0000;

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
  readonly #injection: Partial<Injection>;
  #agent: AgentMachine;
  #registers: CachedRegisters;
  #wires: Wires;
  #saved: Uint8Array | undefined;

  /** @param injection - how the lines of SPIs are driven @throws IrqlineError KVM_NO_VGICV3, KvmError */
  constructor(kvm: Kvm, config: GicConfig, injection: Partial<Injection> = {}) {
    this.#kvm = kvm;
    this.#config = config;
    this.#injection = injection;
    this.#agent = new AgentMachine(kvm, sizeOf(config));
    this.#registers = new CachedRegisters(this.#agent.machine.device);
    this.#wires = new Wires(this.#agent.machine, sizeOf(config), injection);
  }

  /** @throws IrqlineError KVM_GUEST_FAULT, KvmError */
  apply(action: GicAction): GicObservation {
    const value = this.#do(action);
    this.#wires.settle();
    return value === undefined ? { kind: 'done' } : { kind: 'value', value };
  }

  /** @param last - whether it is the run's last, for which everything is read afresh */
  observe(last: boolean): GicView {
    if (last) this.#registers.forget();
    return observeAgent(this.#agent, this.#registers, this.#config);
  }

  close(): void {
    this.#agent.close();
  }

  #do(action: GicAction): number | undefined {
    return match(action)
      .returnType<number | undefined>()
      .with({ kind: 'drive' }, (to) => done(this.#wires.drive(to, to.level)))
      .with({ kind: 'pulse' }, (to) => done(this.#wires.pulse(to)))
      .with({ kind: 'assignPending' }, (to) =>
        done(this.#registers.write(wordOf('ISPENDR', 32 * to.word, to.pe), to.bits)),
      )
      .with({ kind: 'readLatches' }, ({ pe, word }) => this.#registers.readNow(wordOf('ISPENDR', 32 * word, pe)))
      .with({ kind: 'assignLines' }, ({ pe, word, bits }) => done(this.#registers.write(lineLevels(pe, word), bits)))
      .with({ kind: 'readLines' }, ({ pe, word }) => this.#registers.readNow(lineLevels(pe, word)))
      .with({ kind: 'enterGuest' }, { kind: 'leaveGuest' }, () => undefined)
      .with({ kind: 'save' }, () => {
        this.#saved = this.#wires.saveState();
        return undefined;
      })
      .with({ kind: 'restore' }, ({ into }) => done(this.#restore(into)))
      .with({ kind: 'reset' }, () => done(this.#startAfresh()))
      .otherwise((guestAction) => this.#guest(guestAction));
  }

  /** An action of the guest; after a store any configuration may be another. */
  #guest(action: GuestAction): number | undefined {
    const command = commandOf(action);
    const [result] = this.#agent.run(actorOf(action), [command]);
    if (changesRegisters(command)) this.#registers.forget();
    return readsValue(action) ? result : undefined;
  }

  #restore(into: 'same' | 'fresh'): void {
    if (this.#saved === undefined) return;
    if (into === 'fresh') this.#startAfresh();
    this.#wires.restoreState(this.#saved);
    this.#registers.forget();
  }

  #startAfresh(): void {
    this.#agent.close();
    this.#agent = new AgentMachine(this.#kvm, sizeOf(this.#config));
    this.#registers = new CachedRegisters(this.#agent.machine.device);
    this.#wires = new Wires(this.#agent.machine, sizeOf(this.#config), this.#injection);
  }
}

/** Everything that can be seen of a vGIC whose vCPUs are out of the guest; each enters it to read its CPU interface. */
export function observeAgent(agent: AgentMachine, registers: CachedRegisters, config: GicConfig): GicView {
  const cpuInterfaces = agent.machine.vcpus.map(({ index }) => cpuInterfaceOf(agent.run(index, showCpuInterface)));
  return { ...readStoppedView(registers, config), cpuInterfaces };
}

/** What a guest reads to show its CPU interface. */
const cpuInterfaceReads = [
  'readPMR',
  'readBPR1',
  'readIGRPEN1',
  'readCTLR',
  'readAP1R0',
  'readRPR',
  'readHPPIR1',
  'readISR',
] as const;

/** The commands that show a CPU interface. */
export const showCpuInterface: readonly AgentCommand[] = cpuInterfaceReads.map((operation) => ({ operation }));

/** @param results - of `showCpuInterface` */
export function cpuInterfaceOf(results: readonly number[]): GicView['cpuInterfaces'][number] {
  const value = (name: (typeof cpuInterfaceReads)[number]) => results[cpuInterfaceReads.indexOf(name)] ?? 0;
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
