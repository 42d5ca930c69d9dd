import { IrqlineError } from '../../spec/errors.js';
import type { Link } from './link.js';

/** KVM_HOST_DIED. @param reason - what the link's `ended` gave */
export function died(link: Link, reason: string): IrqlineError {
  return new IrqlineError('KVM_HOST_DIED', withLastWords(reason, link));
}

/** KVM_HOST_SILENT. @param what - was asked, and not answered in this time */
export function silent(link: Link, what: string, timeoutMs: number): IrqlineError {
  return new IrqlineError('KVM_HOST_SILENT', withLastWords(`${what} took over ${timeoutMs} ms`, link));
}

function withLastWords(what: string, link: Link): string {
  const words = link.lastWords().trimEnd();
  return words === '' ? what : `${what}; its last words:\n${words}`;
}
