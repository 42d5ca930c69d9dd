import { existsSync } from 'node:fs';
import { IrqlineError } from '../spec/errors.js';
import { cacheFolder } from './host/cache.js';
import { findProgram } from './host/command.js';
import { KEYRING } from './host/fetch.js';
import { startWorker } from './host/native.js';
import { cachedSuites } from './host/parts.js';
import { connectUsable } from './host/usable.js';
import type { Link } from './remote/link.js';

/** One thing that runs against KVM can make use of. */
export interface KvmFinding {
  readonly what: string;
  readonly present: boolean;
  /** What was found, or how to get it. */
  readonly detail: string;
}

/**
 * What this machine has for runs against KVM: its own vGICv3, or the parts of the emulated host.
 * @param start - only tests pass another one
 */
export async function kvmFindings(start: () => Link = startWorker): Promise<readonly KvmFinding[]> {
  return [
    await ownKvm(start),
    program(
      'qemu-system-aarch64',
      'boots the emulated host, and is itself compared by `diff --against qemu`',
      'qemu-system-arm',
    ),
    program('apt-get', 'fetches the emulated host’s kernel', 'apt; elsewhere pass `diff` a --kernel and a --root'),
    program('dpkg-deb', 'unpacks it', 'dpkg'),
    program('npm', 'fetches Node for the emulated host', 'npm; elsewhere it comes with Node.js'),
    program('tar', 'unpacks it', 'tar'),
    keyring(),
    inCache(),
  ];
}

/** Asked in a process of its own, as every other use of KVM. */
async function ownKvm(start: () => Link): Promise<KvmFinding> {
  const what = 'KVM with a vGICv3 on this machine';
  try {
    const client = await connectUsable(start());
    await client.close();
    return { what, present: true, detail: `Linux ${client.greeting.kernel}` };
  } catch (error) {
    if (error instanceof IrqlineError) return { what, present: false, detail: error.detail };
    throw error;
  }
}

function program(name: string, purpose: string, from: string): KvmFinding {
  const path = findProgram(name);
  return { what: `${name}: ${purpose}`, present: path !== undefined, detail: path ?? `apt install ${from}` };
}

function keyring(): KvmFinding {
  const what = `${KEYRING}: checks the signatures of what is fetched`;
  const found = existsSync(KEYRING);
  return { what, present: found, detail: found ? KEYRING : 'apt install debian-archive-keyring' };
}

/** Only what is whole counts: then a run needs no network. */
function inCache(): KvmFinding {
  const suites = cachedSuites();
  const found = suites.length > 0;
  const detail = found ? `${suites.join(', ')} in ${cacheFolder()}` : 'fetched by the first run';
  return { what: 'the emulated host in the cache', present: found, detail };
}
