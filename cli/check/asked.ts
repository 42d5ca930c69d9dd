import type { DriverKind } from '../../properties/index.js';
import { startOf, type Start } from '../adapter.js';

/** What `irqline check` was asked for, as its options have it. */
export interface CheckAsked {
  readonly layer?: string | undefined;
  readonly subject?: string | undefined;
  readonly mutant?: string | undefined;
  readonly adapter?: string | undefined;
  readonly library?: string | undefined;
  readonly driver?: DriverKind | undefined;
  readonly property?: readonly string[] | undefined;
  readonly recording?: string | undefined;
  /** In milliseconds. */
  readonly patience: number;
  readonly runs: number;
  readonly seed?: number | undefined;
  /** In milliseconds. */
  readonly time?: number | undefined;
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
  readonly traces: string;
  readonly json?: true | undefined;
  readonly junit?: string | undefined;
  readonly witnesses?: true | undefined;
}

/** What is checked: a recording of a driver, somebody's own implementation, or what is here. */
export type CheckMode =
  | { readonly kind: 'recording'; readonly file: string }
  | { readonly kind: 'adapter'; readonly start: Start }
  | { readonly kind: 'own' };

/** @throws IrqlineError OPTION_NEEDS_ADAPTER */
export function modeOf(asked: CheckAsked): CheckMode {
  if (asked.recording !== undefined) return { kind: 'recording', file: asked.recording };
  const start = startOf(asked);
  return start === undefined ? { kind: 'own' } : { kind: 'adapter', start };
}

/** The options that have nothing to do where a recording is checked, of which nothing is generated. */
export const ofRunsAlone = [
  'adapter',
  'driver',
  'layer',
  'library',
  'mutant',
  'patience',
  'property',
  'runs',
  'seed',
  'shard',
  'subject',
  'time',
  'traces',
  'witnesses',
] as const satisfies readonly (keyof CheckAsked)[];
