import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentImage } from '../agent/image.js';
import { guestLayout, writeCommands, writeTable } from '../agent/operations.js';
import { openGic } from '../agent/driver.js';
import { measuredSpi } from './loops.js';

/**
 * Runs a loop of bench/kvm-probe.c, as a process of its own.
 * @param program - the executable, in base64
 * @returns steps a second
 */
export function probe(program: string, loop: string, timeMs: number): number {
  mkdirSync(tmpdir(), { recursive: true }); // the emulated host starts without one
  const folder = mkdtempSync(join(tmpdir(), 'irqline-probe-'));
  try {
    const [path, memory] = [join(folder, 'probe'), join(folder, 'memory')];
    writeFileSync(path, Buffer.from(program, 'base64'), { mode: 0o755 });
    writeFileSync(memory, initialMemory());
    return Number(execFileSync(path, [loop, memory, String(timeMs)], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The guest's memory as AgentMachine makes it, with the list that opens the GIC in place. */
function initialMemory(): Uint8Array {
  const { memory, table, commands, commandsBytes } = guestLayout;
  const bytes = new Uint8Array(new ArrayBuffer(commands - memory + commandsBytes));
  bytes.set(agentImage);
  writeTable(new DataView(bytes.buffer, table - memory));
  writeCommands(new DataView(bytes.buffer, commands - memory), openGic([measuredSpi], 'edge'));
  return bytes;
}
