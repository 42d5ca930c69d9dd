import { accessSync, constants } from 'node:fs';

/**
 * Options for a test that needs something which not every machine has. It is skipped with the reason where that is
 * missing; with IRQLINE_REQUIRE_ALL=1, as in CI, it runs all the same and fails.
 */
export function needs(available: boolean, reason: string): { readonly skip: string | false } {
  return { skip: available || process.env['IRQLINE_REQUIRE_ALL'] === '1' ? false : reason };
}

/** Whether there is a KVM that this user may open. */
export function hasKvm(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
