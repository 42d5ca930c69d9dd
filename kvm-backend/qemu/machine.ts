import { IrqlineError } from '../../spec/errors.js';
import { findProgram } from '../host/command.js';
import { QemuProcess } from './process.js';

const QEMU = 'qemu-system-aarch64';
/** SPIs of QEMU's `virt` machine. */
export const SPIS_OF_VIRT = 256;

const MACHINE = ['-M', 'virt,gic-version=3,its=off', '-accel', 'tcg', '-cpu', 'cortex-a57', '-m', '16'];
const QUIET = ['-nodefaults', '-display', 'none', '-serial', 'none', '-monitor', 'none'];
/**
 * Registers, wires and memory go over the lines of qtest; resets to the monitor, and vCPUs to the stub for gdb, each on a
 * socket of its own.
 */
const CHANNELS = [
  '-qtest',
  'stdio',
  '-qtest-log',
  'none',
  '-chardev',
  'socket,id=monitor,fd=3',
  '-mon',
  'monitor,mode=control',
  '-chardev',
  'socket,id=stub,fd=4',
  '-gdb',
  'chardev:stub',
];

/** QEMU's `virt` machine with its own GICv3, whose vCPUs run when they are told to, one at a time. It ends with us, whichever way we end. */
export class QemuMachine {
  /** `7.2.22`, say. */
  readonly version: string;
  readonly #process: QemuProcess;
  readonly #gic: string;

  private constructor(process: QemuProcess, version: string, gic: string) {
    this.#process = process;
    this.version = version;
    this.#gic = gic;
  }

  /**
   * @param peCount - 1 to 4
   * @param patienceMs - how long QEMU may take to answer
   * @throws IrqlineError QEMU_MISSING, QEMU_DIED, QEMU_SILENT
   */
  static async open(peCount: number, patienceMs: number): Promise<QemuMachine> {
    const qemu = findProgram(QEMU);
    if (qemu === undefined) throw new IrqlineError('QEMU_MISSING', `no program ${QEMU}`);
    const child = new QemuProcess(qemu, [...MACHINE, '-smp', String(peCount), ...QUIET, ...CHANNELS, '-S'], patienceMs);
    try {
      await child.monitor('qmp_capabilities');
      const { qemu: version } = (await child.monitor('query-version')) as { readonly qemu: Record<string, number> };
      const parts = (await child.monitor('qom-list', { path: '/machine/unattached' })) as readonly Part[];
      const gic = parts.find(({ type }) => type === 'child<arm-gicv3>');
      if (gic === undefined) throw new IrqlineError('QEMU_DIED', 'its machine has no arm-gicv3');
      const { major, minor, micro } = version;
      return new QemuMachine(child, `${major}.${minor}.${micro}`, `/machine/unattached/${gic.name}`);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  get isGone(): boolean {
    return this.#process.isGone;
  }

  /**
   * Has QEMU do lines of qtest, in order.
   * @returns what each read, 0 for those that read nothing
   * @throws IrqlineError QEMU_DIED, QEMU_SILENT
   */
  async qtest(commands: readonly string[]): Promise<readonly number[]> {
    return (await this.#okay(commands)).map(Number);
  }

  /** Writes guest memory. */
  async writeMemory(address: number, bytes: Uint8Array): Promise<void> {
    await this.qtest([`write ${address} ${bytes.length} 0x${Buffer.from(bytes).toString('hex')}`]);
  }

  /** Reads guest memory. */
  async readMemory(address: number, length: number): Promise<Uint8Array> {
    const [bytes = ''] = await this.#okay([`read ${address} ${length}`]);
    return Buffer.from(bytes.slice('0x'.length), 'hex');
  }

  /** What the stub for gdb answers to each packet. */
  stub(messages: readonly string[]): Promise<readonly string[]> {
    return this.#process.stub(messages);
  }

  /** The line of qtest that drives a wire into the GIC. @param input - SPIs first, then 32 for each PE, by INTID */
  wire(input: number, level: boolean): string {
    return `set_irq_in ${this.#gic} unnamed-gpio-in ${input} ${Number(level)}`;
  }

  /** Resets the whole machine; RAM keeps what it holds. */
  async reset(): Promise<void> {
    const reset = this.#process.news('RESET');
    // Together: a QEMU that ends in between fails both at once.
    await Promise.all([reset, this.#process.monitor('system_reset')]);
  }

  async close(): Promise<void> {
    this.#process.kill();
    await this.#process.ended;
  }

  /** What comes after the `OK` of each answer of qtest. */
  async #okay(commands: readonly string[]): Promise<readonly string[]> {
    const answers = await this.#process.qtest(commands);
    return answers.map((answer, index) => {
      if (!answer.startsWith('OK')) throw new IrqlineError('QEMU_DIED', `qtest: ${commands[index]}: ${answer}`);
      return answer.slice('OK '.length);
    });
  }
}

interface Part {
  readonly name: string;
  readonly type: string;
}
