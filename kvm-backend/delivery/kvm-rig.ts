import { IrqLine, VirtioMmioTransport, type Gic, type Operation, type Spi } from '../../impl/index.js';
import type { Profile } from '../../model/index.js';
import type { SpiView } from '../../properties/delivery/gic.js';
import { deliveryOf, programOf } from '../../properties/delivery/program.js';
import { spi, type GuestSide, type MachineRig } from '../../properties/delivery/rig.js';
import { AgentMachine } from '../agent/agent-machine.js';
import type { AgentOperation } from '../agent/operations.js';
import { bringUpDevice, openGic, virtioRegister } from '../agent/driver.js';
import { silentDevice } from './silent-device.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import { lineLevels, readVgic, wordOf, type VgicRegister } from '../vgic/registers.js';
import type { Kvm } from '../vm/kvm.js';

const SIZE = { vcpuCount: 1, spiCount: 32 } as const;
const ISR_IRQ = 1 << 7;

/** A line whose InterruptACK, written by the guest, is left at its first micro-step: the rest comes when it is told to. */
class SteppedLine extends IrqLine {
  written: Operation | undefined;

  override ack(mask: number): void {
    this.written = this.beginAck(mask);
    this.written.advance();
  }
}

/** KVM's vGICv3, and the level of its wire, which KVM itself does not keep while the trigger is edge (K1). */
class WatchedGic implements Gic {
  isHigh = false;
  readonly #gic: Gic;

  constructor(gic: Gic) {
    this.#gic = gic;
  }

  pulseSpi(to: Spi): void {
    this.#gic.pulseSpi(to);
    this.isHigh = false;
  }

  setSpiLevel(to: Spi, level: boolean): void {
    this.#gic.setSpiLevel(to, level);
    this.isHigh = level;
  }

  saveState(): Uint8Array {
    return this.#gic.saveState();
  }

  restoreState(state: Uint8Array): void {
    this.#gic.restoreState(state);
  }
}

/**
 * A profile's machine on KVM: its line's micro-steps drive KVM's vGICv3, our transport answers the guest's MMIO exits, and
 * the driver's steps are commands of the guest agent. What KVM cannot be is another detector: each assertion is an edge.
 */
export class KvmRig implements MachineRig {
  readonly line: IrqLine;
  readonly guest: GuestSide;
  readonly #agent: AgentMachine;
  readonly #gic: KvmVgicV3;
  readonly #wire: WatchedGic;
  readonly #trigger: Profile['trigger'];

  /** The device is brought up to DRIVER_OK, and the interrupt can be taken. @throws IrqlineError KVM_*, KvmError */
  constructor(kvm: Kvm, profile: Profile) {
    this.#trigger = profile.trigger;
    this.#agent = new AgentMachine(kvm, SIZE);
    this.#gic = KvmVgicV3.of(this.#agent.machine, SIZE);
    this.#wire = new WatchedGic(this.#gic);
    const [delivery, program] = [deliveryOf(profile), programOf(profile)];
    const line = new SteppedLine({ gic: this.#wire, spi, delivery, program });
    this.line = line;
    this.guest = guestOf(this.#agent, line);
    this.#agent.connect(new VirtioMmioTransport(silentDevice, line));
    try {
      this.#agent.run(0, [...openGic([spi], profile.trigger), ...bringUpDevice()]);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  viewSpi(): SpiView {
    const line = this.#trigger === 'level' ? this.#isSet(lineLevels(0, 1)) : this.#wire.isHigh;
    const { raw } = spi;
    return { line, latch: this.#isSet(wordOf('ISPENDR', raw, 0)), active: this.#isSet(wordOf('ISACTIVER', raw, 0)) };
  }

  close(): void {
    this.#gic.close();
  }

  #isSet(register: VgicRegister): boolean {
    return ((readVgic(this.#gic.device, register) >>> (spi.raw % 32)) & 1) === 1;
  }
}

function guestOf(agent: AgentMachine, line: SteppedLine): GuestSide {
  const run = (operation: AgentOperation, value = 0, address = 0): number =>
    agent.run(0, [{ operation, value, address }])[0] ?? 0;
  return {
    get isSignalled() {
      return (run('readISR') & ISR_IRQ) !== 0;
    },
    acknowledge: () => run('readIAR1'),
    end: (intId) => void run('writeEOIR1', intId),
    readStatus: () => run('load32', 0, virtioRegister('InterruptStatus')),
    writeAck: (mask) => {
      line.written = undefined;
      run('store32', mask, virtioRegister('InterruptACK'));
      if (line.written === undefined) throw new Error('the write of InterruptACK left the guest'); // the transport is there
      return line.written;
    },
  };
}
