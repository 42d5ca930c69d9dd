/**
 * Options for a test that needs something which not every machine has. It is skipped with the reason where that is
 * missing; with IRQLINE_REQUIRE_ALL=1, as in CI, it runs all the same and fails.
 */
export function needs(available: boolean, reason: string): { readonly skip: string | false } {
  return { skip: available || process.env['IRQLINE_REQUIRE_ALL'] === '1' ? false : reason };
}
