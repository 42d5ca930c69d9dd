import { IrqlineError } from '../../spec/errors.js';

/**
 * Does work that asks a host, as far as it comes: what was done before the host died or hung is not lost with it.
 * @returns what the work came to, or nothing when the host went away under it; `KvmClient.gone` tells why
 * @throws whatever else the work throws
 */
export async function unlessGone<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IrqlineError && (error.code === 'KVM_HOST_DIED' || error.code === 'KVM_HOST_SILENT')) {
      return undefined;
    }
    throw error;
  }
}
