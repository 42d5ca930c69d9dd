import { IrqlineError } from '../../spec/errors.js';
import type { KvmDescription } from '../guest/describe.js';
import { KvmClient } from '../remote/client.js';
import type { Deadlines } from '../remote/deadlines.js';
import type { Link } from '../remote/link.js';

/**
 * Waits until the other side is ready, and makes sure that its KVM has what runs need.
 * @throws IrqlineError KVM_NO_VGICV3, KVM_TOO_OLD, KVM_UNAVAILABLE, KVM_PERMISSION_DENIED, and what `KvmClient.connect`
 *   throws; the link is dead then
 */
export async function connectUsable(link: Link, deadlines?: Deadlines): Promise<KvmClient> {
  const client = await KvmClient.connect(link, deadlines);
  try {
    requireUsable(await client.request('describe'), client);
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}

function requireUsable({ vgicV3, lacks }: KvmDescription, { greeting }: KvmClient): void {
  if (!vgicV3) throw new IrqlineError('KVM_NO_VGICV3', `KVM on ${greeting.architecture}`);
  if (lacks.length === 0) return;
  throw new IrqlineError('KVM_TOO_OLD', `KVM of Linux ${greeting.kernel} lacks ${lacks.join(', ')}`);
}
