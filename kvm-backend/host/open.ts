import { IrqlineError } from '../../spec/errors.js';
import type { KvmClient } from '../remote/client.js';
import { deadlinesOf, USUAL_PATIENCE_MS } from '../remote/deadlines.js';
import { hostImage } from './image.js';
import { startWorker } from './native.js';
import type { HostParts } from './parts.js';
import { bootQemu, requireQemu } from './qemu.js';
import { connectUsable } from './usable.js';

/** Where KVM shall run: `auto` takes this machine's own when it has a vGICv3, and the emulated host otherwise. */
export const hostChoices = ['auto', 'native', 'emulated'] as const;
/** One of them, as `--host` names it. */
export type HostChoice = (typeof hostChoices)[number];

/** The parts are those of the emulated host. */
export interface HostOptions extends HostParts {
  readonly host: HostChoice;
  /** How long an answer may take, in milliseconds, before KVM counts as hung; {@link USUAL_PATIENCE_MS} unless said otherwise. */
  readonly patienceMs?: number;
  /** Is told what takes a while. */
  readonly onProgress: (stage: string) => void;
}

/** Where KVM does run. */
export type HostKind = Exclude<HostChoice, 'auto'>;

/** A process that runs KVM, ready to be asked. */
export interface KvmHost {
  readonly client: KvmClient;
  readonly kind: HostKind;
}

/**
 * Starts what the options ask for. Close the client to end it.
 * @throws IrqlineError KVM_HOST_* when it cannot be started, KVM_NO_VGICV3, KVM_TOO_OLD and others where its KVM will not do
 */
export async function openKvmHost({ host, onProgress, patienceMs, ...parts }: HostOptions): Promise<KvmHost> {
  const deadlines = deadlinesOf(patienceMs ?? USUAL_PATIENCE_MS);
  if (host === 'native') return { client: await connectUsable(startWorker(), deadlines), kind: 'native' };
  const isLikely = host === 'auto' && process.platform === 'linux' && process.arch === 'arm64';
  const passOver = (error: unknown) => passedOver(error, onProgress);
  const own = isLikely ? await connectUsable(startWorker(), deadlines).catch(passOver) : undefined;
  if (own !== undefined) return { client: own, kind: 'native' };
  requireQemu(); // before anything is fetched for it
  // The image anew each time: after hours another process may have cleared it away.
  const boot = async (stage: string): Promise<KvmClient> => {
    const image = await hostImage(parts, onProgress);
    onProgress(stage);
    return connectUsable(bootQemu(image), deadlines);
  };
  const client = await boot('booting the emulated host');
  // An emulated machine may hang without its guest's doing, rarely; what makes it hang makes it hang again.
  client.restartOnce((silent) => boot(`${silent.message}\nbooting the emulated host again, once`));
  return { client, kind: 'emulated' };
}

/** Says why it will not be this machine's own KVM: whoever has one wonders, and the emulated host is slow. */
function passedOver(error: unknown, onProgress: (stage: string) => void): undefined {
  if (!(error instanceof IrqlineError)) throw error;
  onProgress(`not on this machine’s own KVM: ${error.message}`);
}
