import { match, P } from 'ts-pattern';
import type { GicAction, GicConfig, GicObservation, Target } from '../../model/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { isAgentAction } from '../subject/agent-subject.js';
import { commandOf, readsValue, type GuestAction } from '../subject/guest-commands.js';
import { interruptsOf } from '../subject/interrupt-bank.js';
import type { StoppedView } from '../subject/stopped-view.js';
import { GICD_BASE } from '../vgic/create.js';
import { FrameRegisters } from './frame-registers.js';
import { SPIS_OF_VIRT, type QemuMachine } from './machine.js';

/** What only KVM's userspace can do. */
const ofUserspace = ['assignPending', 'readLatches', 'assignLines', 'readLines', 'save', 'restore'] as const;
const ofCpuInterface = [
  ...(['acknowledge', 'endOfInterrupt', 'deactivate', 'writePriorityMask'] as const),
  ...(['writeBinaryPoint', 'writeGroupEnable', 'writeEoiMode', 'writeActivePriorities'] as const),
] as const;

/** Whether it is done to wires or register frames, which is all that QEMU's test protocol reaches. */
export function isFrameAction(action: GicAction): boolean {
  return isAgentAction(action) && ![...ofUserspace, ...ofCpuInterface].some((kind) => kind === action.kind);
}

/** QEMU's own GICv3 without a vCPU that runs: its wires, its distributor and its redistributors. */
export class QemuDistributor {
  readonly #machine: QemuMachine;
  readonly #config: GicConfig;
  readonly #registers: FrameRegisters;

  /** @param machine - one of as many PEs, out of reset */
  constructor(machine: QemuMachine, config: GicConfig) {
    this.#machine = machine;
    this.#config = config;
    this.#registers = new FrameRegisters(machine, config);
  }

  /** @throws IrqlineError QEMU_DIED, QEMU_SILENT, TRACE_NOT_SUPPORTED for what `isFrameAction` denies */
  async apply(action: GicAction): Promise<GicObservation> {
    const value = await this.#do(action);
    return value === undefined ? { kind: 'done' } : { kind: 'value', value };
  }

  /** @param last - whether it is the run's last, for which everything is read afresh */
  async observe(last: boolean): Promise<StoppedView> {
    if (last) this.#registers.forget();
    const [[control = 0]] = await Promise.all([this.#machine.qtest([`readl ${GICD_BASE}`]), this.#registers.refresh()]);
    return {
      enableGrp0: (control & 1) !== 0,
      enableGrp1: (control & 2) !== 0,
      interrupts: interruptsOf(this.#registers, this.#config),
      cpuInterfaces: [],
    };
  }

  async #do(action: GicAction): Promise<number | undefined> {
    return match(action)
      .returnType<Promise<number | undefined>>()
      .with({ kind: 'drive' }, ({ level, ...to }) => this.#wire(to, [level]))
      .with({ kind: 'pulse' }, (to) => this.#wire(to, [true, false]))
      .with({ kind: 'reset' }, async () => {
        await this.#machine.reset();
        this.#registers.forget();
        return undefined;
      })
      .with({ kind: 'enterGuest' }, { kind: 'leaveGuest' }, () => Promise.resolve(undefined))
      .with({ kind: P.union(...ofUserspace, ...ofCpuInterface) }, ({ kind }) => {
        throw new IrqlineError('TRACE_NOT_SUPPORTED', `${kind}, which QEMU's test protocol has not`);
      })
      .otherwise((access) => this.#access(access));
  }

  async #wire({ pe, intId }: Target, levels: readonly boolean[]): Promise<undefined> {
    const input = intId < 32 ? SPIS_OF_VIRT + 32 * pe + intId : intId - 32;
    await this.#machine.qtest(levels.map((level) => this.#machine.wire(input, level)));
  }

  /** Does to the frames what a guest's command would; after a store any configuration may be another. */
  async #access(action: GuestAction): Promise<number | undefined> {
    const { operation, address = 0, value = 0 } = commandOf(action);
    if (operation === 'modify32') {
      const [old = 0] = await this.#machine.qtest([`readl ${address}`]);
      const [mask, bits] = [Math.floor(value / 2 ** 32), value % 2 ** 32];
      await this.#machine.qtest([`writel ${address} ${((old & ~mask) | bits) >>> 0}`]);
      this.#registers.forget([address]);
      return undefined;
    }
    const suffix = { 8: 'b', 16: 'w', 32: 'l', 64: 'q' }[/\d+$/.exec(operation)?.[0] ?? ''];
    const verb = operation.startsWith('load') ? 'read' : 'write';
    const [result] = await this.#machine.qtest([`${verb}${suffix} ${address}${verb === 'write' ? ` ${value}` : ''}`]);
    if (verb === 'write') this.#registers.forget();
    return readsValue(action) ? result : undefined;
  }
}
