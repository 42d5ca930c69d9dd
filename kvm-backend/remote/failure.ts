import { IrqlineError, isErrorCode } from '../../spec/errors.js';
import { KvmError } from '../system/kvm-error.js';
import type { RemoteFailure } from './protocol.js';

/** What was thrown, as plain data, for another process or thread. */
export function describeFailure(error: unknown): RemoteFailure {
  if (error instanceof KvmError) {
    return { code: error.code, message: error.detail, call: error.call, errno: error.errno };
  }
  if (error instanceof IrqlineError) return { code: error.code, message: error.detail };
  return { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error that was thrown there, to be thrown here; KVM_HOST_REFUSED for one that has no code. */
export function failureError(failure: RemoteFailure): IrqlineError {
  if (!isErrorCode(failure.code)) return new IrqlineError('KVM_HOST_REFUSED', `${failure.code}: ${failure.message}`);
  if (failure.call !== undefined && failure.errno !== undefined) {
    return new KvmError(failure.code, failure.call, failure.errno);
  }
  return new IrqlineError(failure.code, failure.message);
}
