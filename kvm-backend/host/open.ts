import { KvmClient } from '../remote/client.js';
import { hostImage, type HostParts } from './image.js';
import { startWorker } from './native.js';
import { bootQemu, requireQemu } from './qemu.js';

/** Where KVM shall run: `auto` takes this machine's own when it has a vGICv3, and the emulated host otherwise. */
export const hostChoices = ['auto', 'native', 'emulated'] as const;
export type HostChoice = (typeof hostChoices)[number];

/** The parts are those of the emulated host. */
export interface HostOptions extends HostParts {
  readonly host: HostChoice;
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
 * @throws IrqlineError KVM_HOST_* when it cannot be started
 */
export async function openKvmHost({ host, onProgress, ...parts }: HostOptions): Promise<KvmHost> {
  if (host === 'native') return { client: await KvmClient.connect(startWorker()), kind: 'native' };
  const own = host === 'auto' ? await ownKvm() : undefined;
  if (own !== undefined) return { client: own, kind: 'native' };
  requireQemu(); // before anything is fetched for it
  const image = await hostImage(parts, onProgress);
  onProgress('booting the emulated host');
  return { client: await KvmClient.connect(bootQemu(image)), kind: 'emulated' };
}

/** This machine's own KVM, if it has a vGICv3. */
async function ownKvm(): Promise<KvmClient | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'arm64') return undefined;
  const client = await KvmClient.connect(startWorker());
  const description = await client.request('describe', {}).catch(() => undefined);
  if ((description as { vgicV3?: boolean } | undefined)?.vgicV3 === true) return client;
  await client.close();
  return undefined;
}
