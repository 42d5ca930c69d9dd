import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guestLayout, mailbox, slotOf } from '../kvm-backend/agent/operations.js';
import { measuredPin, measuredSpi } from '../kvm-backend/guest/loops.js';
import { GICD_BASE, GICR_BASE } from '../kvm-backend/vgic/create.js';

const source = fileURLToPath(new URL('../../bench/kvm-probe.c', import.meta.url));

/** What the C side is told, so that both sides mean the same machine and the same agent. */
const definitions = {
  MEMORY: guestLayout.memory,
  MEMORY_BYTES: guestLayout.memoryBytes,
  COMMANDS: guestLayout.commands,
  VIRTIO_MMIO: guestLayout.virtioMmio,
  MAILBOX: guestLayout.mailbox,
  MAILBOX_DONE: mailbox.done,
  MAILBOX_TAKEN: mailbox.taken,
  MAILBOX_SERVICED: mailbox.serviced,
  OPERATION_done: slotOf('done'),
  OPERATION_readRPR: slotOf('readRPR'),
  OPERATION_openInterrupts: slotOf('openInterrupts'),
  INT_ID: measuredSpi.raw,
  PIN: measuredPin,
  GICD_BASE,
  GICR_BASE,
};

/** Where the C compiler for an architecture comes from, as Debian has it. */
const compilers = {
  arm64: ['aarch64-linux-gnu-gcc', 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross'],
  x64: ['gcc', 'gcc libc6-dev'],
} as const;

/**
 * Compiles kvm-probe.c, linked statically, so that it runs where there is nothing but a kernel.
 * @returns the program in base64, as the operation `measure` takes it
 */
export function buildProbe(architecture: 'arm64' | 'x64'): string {
  const [compiler, packages] = architecture === process.arch ? ['gcc', 'gcc libc6-dev'] : compilers[architecture];
  const folder = mkdtempSync(join(tmpdir(), 'irqline-probe-'));
  try {
    const program = join(folder, 'probe');
    const defines = Object.entries(definitions).map(([name, value]) => `-D${name}=${value}`);
    const flags = ['-O2', '-Wall', '-Wextra', '-Werror', '-static', '-s', ...defines, '-o', program, source];
    const { error, status, stderr } = spawnSync(compiler, flags, { encoding: 'utf8' });
    if (error !== undefined) throw new Error(`no ${compiler} here (Debian: apt install ${packages})`);
    if (status !== 0) throw new Error(`${compiler}: ${stderr}`);
    return readFileSync(program).toString('base64');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
