import { IrqlineError } from '../../spec/errors.js';
import { agentImage } from '../agent/image.js';
import { commandsOf, readResults, writeCommands, type AgentCommand } from '../agent/operations.js';
import type { QemuMachine } from './machine.js';

/** Instructions of agent.S, each of which it has once: where a list begins, and where it is done. */
const LIST = 0xaa14_03f5; // mov x21, x20
const DONE = 0xb900_02df; // str wzr, [x22, #MAILBOX_DONE]
/** Calls the firmware, and stays there. */
const CALL = new Uint32Array([0xd400_0002, 0x1400_0000]); // hvc #0; b .

/** Beyond the device tree, which QEMU writes to the beginning of RAM at each reset. */
const AGENT_AT = 0x4040_0000;
const CALL_AT = 0x4041_0000;

/** Where an exception goes while VBAR_EL1 is zero. */
const VECTORS = [0x0, 0x200];
/** Functions of PSCI (Arm DEN 0022), and what the second answers of a PE that is on. */
const CPU_ON = 0xc400_0003;
const AFFINITY_INFO = 0xc400_0004;
const ON = 0;
const MOST_LOOKS = 10_000;
/** Numbers of registers in gdb's packets. */
const PC = 32;
const COMMAND_BYTES = 32;

/**
 * The guest agent on vCPUs of QEMU. Each is let go by itself, by the stub for gdb, and stops at the end of its list, so that host
 * and guest are in lockstep as on KVM. The MMU stays off.
 */
export class QemuGuest {
  readonly #machine: QemuMachine;

  private constructor(machine: QemuMachine) {
    this.#machine = machine;
  }

  /** Puts the agent into a machine that was never reset. @throws IrqlineError QEMU_DIED, QEMU_SILENT */
  static async load(machine: QemuMachine): Promise<QemuGuest> {
    await machine.writeMemory(AGENT_AT, agentImage);
    await machine.writeMemory(CALL_AT, new Uint8Array(CALL.buffer));
    // QEMU gives registers to nobody who has not asked what they are.
    await machine.stub(['qXfer:features:read:target.xml:0,ffb']);
    const stops = [addressOf(DONE), CALL_AT + 4, ...VECTORS];
    await machine.stub(stops.map((address) => `Z1,${address.toString(16)},4`));
    return new QemuGuest(machine);
  }

  /**
   * After a reset only PE 0 is on: it turns the others on, and waits until they are, since their registers are reset by then.
   * @param peCount - 1 to 4
   */
  async start(peCount: number): Promise<void> {
    for (let pe = 1; pe < peCount; pe += 1) {
      await this.#call([CPU_ON, pe, addressOf(LIST), 0]);
      for (let looks = 0; (await this.#call([AFFINITY_INFO, pe, 0])) !== ON; looks += 1) {
        if (looks > MOST_LOOKS) throw new IrqlineError('QEMU_SILENT', `PE ${pe} does not turn on`);
      }
    }
  }

  /**
   * Has a vCPU do a list of commands.
   * @returns the results, in order; those of register writes mean nothing
   * @throws IrqlineError KVM_GUEST_FAULT when the guest does what the agent never does, QEMU_DIED, QEMU_SILENT
   */
  async run(pe: number, commands: readonly AgentCommand[]): Promise<readonly number[]> {
    const list = new DataView(new ArrayBuffer((commands.length + 1) * COMMAND_BYTES));
    writeCommands(list, commands);
    const address = commandsOf(pe);
    await this.#machine.writeMemory(address, new Uint8Array(list.buffer));
    await this.#go(pe, addressOf(LIST), [], addressOf(DONE), address);
    const bytes = await this.#machine.readMemory(address, commands.length * COMMAND_BYTES);
    return readResults(new DataView(bytes.buffer, bytes.byteOffset), commands.length);
  }

  /** PE 0 calls the firmware. @returns what x0 is afterwards */
  async #call(values: readonly number[]): Promise<number> {
    await this.#go(0, CALL_AT, values, CALL_AT + 4);
    const [, result = ''] = await this.#machine.stub(['Hg1', 'p0']);
    return Number(Buffer.from(result, 'hex').readBigUInt64LE());
  }

  /** Lets a vCPU go, from an address to where it has to stop. @param values - of x0 and so on @param x20 - the list */
  async #go(pe: number, from: number, values: readonly number[], to: number, x20 = 0): Promise<void> {
    const thread = (pe + 1).toString(16);
    await this.#machine.stub([
      `Hg${thread}`,
      ...values.map((value, index) => write(index, value)),
      write(20, x20),
      write(PC, from),
      `vCont;c:${thread}`,
    ]);
    const [, stopped = ''] = await this.#machine.stub([`Hg${thread}`, `p${PC.toString(16)}`]);
    if (stopped === littleEndian(to)) return;
    const at = Buffer.from(stopped, 'hex').readBigUInt64LE().toString(16);
    throw new IrqlineError('KVM_GUEST_FAULT', `PE ${pe} stopped at 0x${at}`);
  }
}

const write = (register: number, value: number): string => `P${register.toString(16)}=${littleEndian(value)}`;

function littleEndian(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.toString('hex');
}

/** Where the agent has an instruction. */
function addressOf(instruction: number): number {
  const words = new DataView(agentImage.buffer, agentImage.byteOffset, agentImage.length);
  for (let at = 0; at < agentImage.length; at += 4) {
    if (words.getUint32(at, true) === instruction) return AGENT_AT + at;
  }
  throw new Error('agent.S has the instruction'); // a test runs it
}
