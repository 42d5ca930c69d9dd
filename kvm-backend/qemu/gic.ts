import { match, P } from 'ts-pattern';
import type { GicAction, GicConfig, GicObservation, GicView, CpuInterfaceView, Target } from '../../model/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { cpuInterfaceOf, isAgentAction, showCpuInterface } from '../subject/agent-subject.js';
import { actorOf, commandOf, readsValue, type GuestAction } from '../subject/guest-commands.js';
import { interruptsOf } from '../subject/interrupt-bank.js';
import { GICD_BASE } from '../vgic/create.js';
import { FrameRegisters } from './frame-registers.js';
import type { QemuGuest } from './guest.js';
import { SPIS_OF_VIRT, type QemuMachine } from './machine.js';

/** What only KVM's userspace can do. */
const ofUserspace = ['assignPending', 'readLatches', 'assignLines', 'readLines', 'save', 'restore'] as const;

/** Whether a device or a guest can do it. */
export function isQemuAction(action: GicAction): boolean {
  return isAgentAction(action) && !ofUserspace.some((kind) => kind === action.kind);
}

/** QEMU's own GICv3: its wires by QEMU's test protocol, everything else by the guest agent. Views read the frames by the test protocol, too. */
export class QemuGic {
  readonly #machine: QemuMachine;
  readonly #guest: QemuGuest;
  readonly #config: GicConfig;
  readonly #registers: FrameRegisters;

  /** @param guest - that of the machine, which has as many PEs, all of them on and out of reset */
  constructor(machine: QemuMachine, guest: QemuGuest, config: GicConfig) {
    this.#machine = machine;
    this.#guest = guest;
    this.#config = config;
    this.#registers = new FrameRegisters(machine, config);
  }

  /** @throws IrqlineError QEMU_DIED, QEMU_SILENT, TRACE_NOT_SUPPORTED for what `isQemuAction` denies */
  async apply(action: GicAction): Promise<GicObservation> {
    const value = await this.#do(action);
    return value === undefined ? { kind: 'done' } : { kind: 'value', value };
  }

  /** @param last - whether it is the run's last, for which everything is read afresh */
  async observe(last: boolean): Promise<GicView> {
    if (last) this.#registers.forget();
    const [[control = 0], cpuInterfaces] = await Promise.all([
      this.#machine.qtest([`readl ${GICD_BASE}`]),
      this.#cpuInterfaces(),
      this.#registers.refresh(),
    ]);
    return {
      enableGrp0: (control & 1) !== 0,
      enableGrp1: (control & 2) !== 0,
      interrupts: interruptsOf(this.#registers, this.#config),
      cpuInterfaces,
    };
  }

  async #cpuInterfaces(): Promise<readonly CpuInterfaceView[]> {
    const views: CpuInterfaceView[] = [];
    for (let pe = 0; pe < this.#config.peCount; pe += 1) {
      views.push(cpuInterfaceOf(await this.#guest.run(pe, showCpuInterface)));
    }
    return views;
  }

  async #do(action: GicAction): Promise<number | undefined> {
    return match(action)
      .returnType<Promise<number | undefined>>()
      .with({ kind: 'drive' }, ({ level, ...to }) => this.#wire(to, [level]))
      .with({ kind: 'pulse' }, (to) => this.#wire(to, [true, false]))
      .with({ kind: 'reset' }, async () => {
        await this.#machine.reset();
        await this.#guest.start(this.#config.peCount);
        this.#registers.forget();
        return undefined;
      })
      .with({ kind: 'enterGuest' }, { kind: 'leaveGuest' }, () => Promise.resolve(undefined))
      .with({ kind: P.union(...ofUserspace) }, ({ kind }) => {
        throw new IrqlineError('TRACE_NOT_SUPPORTED', `${kind}, which only KVM's userspace has`);
      })
      .otherwise((guestAction) => this.#act(guestAction));
  }

  async #wire({ pe, intId }: Target, levels: readonly boolean[]): Promise<undefined> {
    const input = intId < 32 ? SPIS_OF_VIRT + 32 * pe + intId : intId - 32;
    await this.#machine.qtest(levels.map((level) => this.#machine.wire(input, level)));
  }

  /** An action of the guest; after a raw write any configuration may be another. */
  async #act(action: GuestAction): Promise<number | undefined> {
    const [result] = await this.#guest.run(actorOf(action), [commandOf(action)]);
    if (action.kind === 'mmioWrite') this.#registers.forget();
    else if ('intId' in action) this.#registers.forget(action);
    return readsValue(action) ? result : undefined;
  }
}
