import { IrqlineError } from '../../spec/errors.js';

/** The code of the error that a call leads to. */
export function codeOf(call: () => void): string {
  try {
    call();
    return 'nothing thrown';
  } catch (error) {
    if (error instanceof IrqlineError) return error.code;
    throw error;
  }
}
