import { ADAPTER_PROTOCOL } from '../protocol.js';
import { LibraryError } from './error.js';
import type { Library } from './load.js';

/** What an optional function is asked for: an action that is not done without it, or a field that is hidden. */
const actionOf = { irqline_config_change: 'configChange', irqline_fatal_error: 'fatalError' } as const;
const fieldOf = {
  irqline_signals: 'signals',
  irqline_notified: 'notified',
  irqline_config_generation: 'ConfigGeneration',
  irqline_line: 'line',
} as const;

/**
 * What a library can do and show, and cannot be otherwise, as a hello says it.
 * @throws LibraryError
 */
export function helloOf(library: Library, file: string): object {
  const fixed = library.irqline_fixed_config?.() as string | null | undefined;
  const has = (name: string): boolean => Object.hasOwn(library, name);
  const namesOf = (table: object, isThere: boolean): readonly string[] =>
    Object.entries(table).flatMap(([name, what]) => (has(name) === isThere ? [String(what)] : []));
  return {
    protocol: ADAPTER_PROTOCOL,
    name: (library.irqline_name?.() as string | null | undefined) ?? nameOf(file),
    layer: 'device',
    actions: ['read', 'write', 'usedBuffers', ...namesOf(actionOf, true)],
    hides: namesOf(fieldOf, false),
    ...(typeof fixed === 'string' ? { config: parsed(fixed) } : {}),
  };
}

function parsed(fixed: string): unknown {
  try {
    return JSON.parse(fixed);
  } catch (error) {
    throw new LibraryError(`irqline_fixed_config is not JSON (${(error as Error).message}); return an object as JSON`);
  }
}

/** `libmine.so.1` is `mine`. */
function nameOf(file: string): string {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.(so|dylib|dll)(\.[\d.]+)?$/, '');
  return name.replace(/^lib(?=.)/, '').replaceAll(/[^\w.-]/g, '-');
}
