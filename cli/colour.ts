import pico from 'picocolors';

/**
 * Whether what goes to a stream has colours: on a terminal, and nowhere else unless FORCE_COLOR asks for them, also not in a
 * CI, whose output may as well be a file. NO_COLOR (no-color.org) comes first.
 */
export function isColoured({ isTTY }: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM } = environment;
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTTY === true && TERM !== 'dumb';
}

/** For stdout. */
export const pc = pico.createColors(isColoured(process.stdout, process.env));

/** For stderr, which may go elsewhere. */
export const stderrColours = pico.createColors(isColoured(process.stderr, process.env));
