import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { IrqlineError, type ErrorCode } from '../../spec/errors.js';
import { endedWithUs, findProgram } from '../host/command.js';
import { Conversation, lines } from './conversation.js';
import { packets } from './gdb-packets.js';

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

interface Streams {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly monitor: Duplex;
  readonly stub: Duplex;
}

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
    const answers = await this.#process.qtest(commands);
    return answers.map((answer, index) => {
      if (!answer.startsWith('OK')) throw new IrqlineError('QEMU_DIED', `qtest: ${commands[index]}: ${answer}`);
      return Number(answer.slice(3));
    });
  }

  /** Writes guest memory. */
  async writeMemory(address: number, bytes: Uint8Array): Promise<void> {
    await this.qtest([`write ${address} ${bytes.length} 0x${Buffer.from(bytes).toString('hex')}`]);
  }

  /** Reads guest memory. */
  async readMemory(address: number, length: number): Promise<Uint8Array> {
    const [answer = ''] = await this.#process.qtest([`read ${address} ${length}`]);
    return Buffer.from(answer.slice('OK 0x'.length), 'hex');
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
    await this.#process.monitor('system_reset');
    await reset;
  }

  async close(): Promise<void> {
    this.#process.kill();
    await this.#process.ended;
  }
}

interface Part {
  readonly name: string;
  readonly type: string;
}

interface Message {
  readonly QMP?: unknown;
  readonly event?: string;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** The process, and what is said to it. */
class QemuProcess {
  readonly ended: Promise<void>;
  isGone = false;
  readonly #child: ChildProcess;
  readonly #qtest: Conversation;
  readonly #monitor: Conversation;
  readonly #stub: Conversation;
  readonly #patienceMs: number;
  #words = '';
  #awaited:
    { readonly event: string; readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  constructor(qemu: string, args: readonly string[], patienceMs: number) {
    const [program, all] = endedWithUs(qemu, args);
    // In a process group of its own: Ctrl-C is for us to hear.
    this.#child = spawn(program, all, { stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'], detached: true });
    this.#patienceMs = patienceMs;
    const { stdin, stdout, stderr, monitor, stub } = streamsOf(this.#child);
    stderr.on('data', (piece: Buffer) => (this.#words += piece.toString('utf8')));
    this.#qtest = new Conversation(stdout, stdin, lines, (line) => line.startsWith('IRQ '));
    this.#monitor = new Conversation(monitor, monitor, lines, (line) => this.#isNews(line));
    this.#stub = new Conversation(stub, stub, packets);
    for (const stream of [stdin, monitor, stub]) stream.on('error', () => undefined); // a write to one that has ended; `ended` tells
    const kill = (): void => this.kill();
    process.once('exit', kill);
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        process.off('exit', kill);
        this.#fail('QEMU_DIED', `it ended with ${how}: ${this.#lastWords()}`);
        resolve();
      };
      this.#child.once('error', ({ message }) => end(message));
      this.#child.once('close', (code, signal) => end(String(code ?? signal)));
    });
  }

  qtest(commands: readonly string[]): Promise<readonly string[]> {
    return this.#inTime(this.#qtest.ask(commands));
  }

  /** Packets of gdb's remote protocol. @returns the answer to each */
  stub(messages: readonly string[]): Promise<readonly string[]> {
    return this.#inTime(this.#stub.ask(messages));
  }

  /** A command of the monitor. @returns what it returned */
  async monitor(execute: string, args: object = {}): Promise<unknown> {
    const question = JSON.stringify({ execute, arguments: args });
    const [answer = '{}'] = await this.#inTime(this.#monitor.ask([question]));
    const { error, return: result } = JSON.parse(answer) as Message;
    if (error !== undefined) throw new IrqlineError('QEMU_DIED', `${execute}: ${error.desc}`);
    return result;
  }

  /** Waits for an event; to be called before what brings it. */
  news(event: string): Promise<void> {
    return this.#inTime(
      new Promise((resolve, reject) => {
        this.#awaited = { event, resolve, reject };
      }),
    );
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #isNews(line: string): boolean {
    const { QMP, event } = JSON.parse(line) as Message;
    if (event !== undefined && event === this.#awaited?.event) {
      this.#awaited.resolve();
      this.#awaited = undefined;
    }
    return QMP !== undefined || event !== undefined;
  }

  async #inTime<Value>(answer: Promise<Value>): Promise<Value> {
    const late = setTimeout(() => {
      this.#fail('QEMU_SILENT', `nothing for ${this.#patienceMs} ms: ${this.#lastWords()}`);
      this.kill();
    }, this.#patienceMs);
    return answer.finally(() => clearTimeout(late));
  }

  #fail(code: ErrorCode, detail: string): void {
    this.isGone = true;
    const error = new IrqlineError(code, detail);
    this.#qtest.fail(error);
    this.#monitor.fail(error);
    this.#stub.fail(error);
    this.#awaited?.reject(error);
    this.#awaited = undefined;
  }

  #lastWords(): string {
    return this.#words.trim().split('\n').slice(-3).join(' / ');
  }
}

/** What `stdio` made; the last two are sockets. */
function streamsOf({ stdin, stdout, stderr, stdio }: ChildProcess): Streams {
  if (stdin === null || stdout === null || stderr === null) throw new Error('every stream is a pipe');
  return { stdin, stdout, stderr, monitor: stdio[3] as Duplex, stub: stdio[4] as Duplex };
}
