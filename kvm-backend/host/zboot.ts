import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { IrqlineError } from '../../spec/errors.js';
import { cached } from './cache.js';

/**
 * Where the head of a kernel that is packed into an EFI program (CONFIG_EFI_ZBOOT) says what is in it:
 * drivers/firmware/efi/libstub/zboot-header.S of Linux. Its machine is in the COFF header, behind the signature of PE.
 */
const HEAD = { mz: 0, zimg: 4, start: 8, size: 12, compression: 24, compressionEnd: 56, peOffset: 60 } as const;
const PE = Buffer.from('PE\0\0');
/** IMAGE_FILE_MACHINE_ARM64 of the PE format. */
const ARM64 = 0xaa64;

/** A packed kernel within a file, in bytes of it. */
export interface Payload {
  readonly start: number;
  readonly size: number;
  /** `gzip`, or `zstd`. */
  readonly compression: string;
}

/** What is packed into the arm64 kernel that begins so, if it is such a one. Fedora's kernels are, and others'. */
export function payloadOf(head: Buffer): Payload | undefined {
  if (head.indexOf('MZ') !== HEAD.mz || head.subarray(HEAD.zimg).indexOf('zimg') !== 0) return undefined;
  const pe = head.subarray(head.readUInt32LE(HEAD.peOffset));
  if (pe.length < 6 || pe.indexOf(PE) !== 0 || pe.readUInt16LE(PE.length) !== ARM64) return undefined;
  const [compression] = /^[a-z0-9]*/.exec(head.toString('latin1', HEAD.compression, HEAD.compressionEnd)) ?? [''];
  return { start: head.readUInt32LE(HEAD.start), size: head.readUInt32LE(HEAD.size), compression };
}

/** @throws IrqlineError KVM_HOST_KERNEL_PACKED, with a command that unpacks it, when QEMU could not */
export function requireGzip(path: string, { start, size, compression }: Payload): void {
  if (compression === 'gzip') return;
  const command = `tail -c +${start + 1} '${path}' | head -c ${size} | ${compression} -d > Image`;
  throw new IrqlineError('KVM_HOST_KERNEL_PACKED', `${path} (${compression}): ${command}`);
}

/**
 * The path of the packed kernel alone, in the cache. QEMU unpacks gzip by itself, but the whole only from 8.0 on (commit
 * ff11422804cd); an older one starts the EFI program without a firmware, and nothing is heard of it.
 * @throws IrqlineError KVM_HOST_CACHE_UNWRITABLE
 */
export async function unwrap(path: string, { start, size }: Payload, cache: string): Promise<string> {
  const { mtimeMs, size: whole } = statSync(path);
  const name = createHash('sha256').update(`${path}\n${mtimeMs}\n${whole}`).digest('hex').slice(0, 16);
  const folder = await cached(join(cache, `${KERNEL}${name}`), async (into) => {
    writeFileSync(join(into, 'Image.gz'), readFileSync(path).subarray(start, start + size));
    await Promise.resolve();
  });
  return join(folder, 'Image.gz');
}

/** What the names of such kernels begin with in the cache. */
export const KERNEL = 'kernel-';
