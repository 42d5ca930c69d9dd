import { IrqlineError, isFaultOfOurs } from '../spec/errors.js';

/**
 * How a run tells that its subject, which is elsewhere, could not go on.
 * @throws the error itself when it is a fault of ours on the way to the subject: nobody shall read of it as of the subject's
 */
export function crashOf(error: unknown): string {
  if (error instanceof IrqlineError && !isFaultOfOurs(error)) return error.message;
  throw error;
}
