import { closeSync, openSync, readSync } from 'node:fs';
import { LibraryError } from './error.js';

/** e_machine of the ELF header, by the names that Node.js has for them. */
const machines: ReadonlyMap<number, string> = new Map([
  [3, 'ia32'],
  [8, 'mips'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'x64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
]);

/**
 * What an ELF file was built for, since glibc says of another machine's only that there is no such file.
 * @returns undefined for what is not ELF
 * @throws LibraryError when there is no such file
 */
export function machineOf(file: string): string | undefined {
  const header = Buffer.alloc(20);
  try {
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, header);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new LibraryError(`${file} cannot be read (${code}); pass the path of the shared library`);
  }
  if (header.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const machine = header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
  return machines.get(machine) ?? `ELF machine ${machine}`;
}
