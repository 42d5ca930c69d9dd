import { getUint64, setUint64 } from '../abi/word64.js';

/** What the agent can do, in the order of its slots in agent.S. */
const names = [
  'done',
  'load8',
  'load16',
  'load32',
  'load64',
  'store8',
  'store16',
  'store32',
  'store64',
  'readIAR1',
  'readRPR',
  'readHPPIR1',
  'readISR',
  'readPMR',
  'readBPR1',
  'readIGRPEN1',
  'readCTLR',
  'readAP1R0',
  'writeEOIR1',
  'writeDIR',
  'writePMR',
  'writeBPR1',
  'writeIGRPEN1',
  'writeCTLR',
  'writeAP1R0',
  /** Takes what is pending, by the handler in agent.S. */
  'openInterrupts',
  /** Loads a word, changes a field of it, and stores it: `value` is `fieldOf(mask, bits)`. */
  'modify32',
  /** Spins until the word in memory is `value`, or `CALLED_OFF`. */
  'await',
  /** Stores a word in memory, after all that came before, unless it is `CALLED_OFF` there. */
  'publish',
] as const;

export type AgentOperation = (typeof names)[number];

const slots = Object.fromEntries(names.map((name, slot) => [name, slot])) as Readonly<Record<AgentOperation, number>>;

/** The number of an operation's slot in agent.S. */
export function slotOf(operation: AgentOperation): number {
  return slots[operation];
}

/** One command of a list. */
export interface AgentCommand {
  readonly operation: AgentOperation;
  /** Of what is loaded, stored, modified or waited for, in guest physical memory: below 2 GiB, where the table ends. */
  readonly address?: number;
  readonly value?: number;
}

/** Where things are in the guest's physical memory. agent.S knows the mailbox, the device and the table by itself. */
export const guestLayout = {
  memory: 0x4000_0000,
  memoryBytes: 0x20_0000,
  table: 0x4001_0000,
  commands: 0x4002_0000,
  commandsBytes: 0x4000,
  /** Whose turn it is, for vCPUs that run at the same time. */
  turn: 0x4003_0000,
  mailbox: 0x0b00_0000,
  virtioMmio: 0x0a00_0000,
} as const;

/** Where the command list of a vCPU lies. @param vcpu - 0 to 3 */
export function commandsOf(vcpu: number): number {
  return guestLayout.commands + vcpu * guestLayout.commandsBytes;
}

/** Registers of the mailbox: the agent writes, and KVM_RUN returns. */
export const mailbox = { done: 0x0, taken: 0x4, serviced: 0x8, fault: 0xc } as const;

/** The turn that ends all waiting. */
export const CALLED_OFF = 0xffff_ffff;

/** The value of `modify32`: which bits of the word to replace, and by what. Both are fields of a few bits, side by side. */
export function fieldOf(mask: number, bits: number): number {
  return (mask >>> 0) * 2 ** 32 + (bits >>> 0);
}

const COMMAND_BYTES = 32;
/** The last place is for `done`. */
export const LONGEST_LIST = guestLayout.commandsBytes / COMMAND_BYTES - 1;

/**
 * Writes a list of commands. What is not written is zero already, or is the result of the command that was there: of
 * operation and address the upper halves.
 * @param area - guest memory, from the vCPU's command list on
 */
export function writeCommands(area: DataView, commands: readonly AgentCommand[]): void {
  if (commands.length > LONGEST_LIST) throw new RangeError(`${commands.length} commands`); // lists are made by us
  let at = 0;
  for (const { operation, address = 0, value = 0 } of commands) {
    area.setUint32(at, slots[operation], true);
    area.setUint32(at + 8, address, true);
    setUint64(area, at + 16, value);
    at += COMMAND_BYTES;
  }
  area.setUint32(at, slots.done, true);
}

/** The results of a list, in order. */
export function readResults(area: DataView, count: number): readonly number[] {
  const results: number[] = [];
  for (let index = 0; index < count; index += 1) results.push(getUint64(area, index * COMMAND_BYTES + 24));
  return results;
}

/** A translation table of 1 GiB blocks: the identity, devices below 1 GiB, cached memory from there to 2 GiB. */
export function writeTable(table: DataView): void {
  const VALID = 1n;
  const ACCESSED = 1n << 10n;
  const INNER_SHAREABLE = 3n << 8n;
  const NORMAL = 1n << 2n;
  const NEVER_EXECUTE = 3n << 53n;
  table.setBigUint64(0, VALID | ACCESSED | NEVER_EXECUTE, true);
  table.setBigUint64(8, BigInt(guestLayout.memory) | VALID | ACCESSED | INNER_SHAREABLE | NORMAL, true);
}
