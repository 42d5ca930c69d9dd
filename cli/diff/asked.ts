import type { SubjectName } from '../../kvm-backend/index.js';
import { IrqlineError } from '../../spec/index.js';
import { requireSizeOfKvm, runOfTrace, type GicRun } from './trace.js';

/** What `irqline diff` was asked to compare, as its options have it. */
export interface DiffAsked {
  readonly against: readonly SubjectName[];
  readonly runs: number;
  readonly rung?: string | undefined;
  /** In milliseconds. */
  readonly time?: number | undefined;
  readonly only?: string | undefined;
  readonly replay?: string | undefined;
  readonly record?: string | undefined;
}

/** What is compared: the run of a trace, what bears a name, or generated runs with all that is documented. */
export type DiffMode =
  | { readonly kind: 'replay'; readonly run: GicRun }
  | { readonly kind: 'only'; readonly name: string }
  | { readonly kind: 'runs'; readonly record: string | undefined };

/** What has nothing to do with what bears a name. */
export const ofRunsAlone = [
  'against',
  'rung',
  'runs',
  'time',
  'replay',
  'record',
] as const satisfies readonly (keyof DiffAsked)[];

/** @throws IrqlineError REPORT_OF_NOTHING; FILE_NOT_READABLE and TRACE_* for what is to be replayed */
export function modeOf({ against, only, replay, record }: DiffAsked): DiffMode {
  if (only !== undefined) return { kind: 'only', name: only };
  const hasKvm = against.includes('kvm');
  const run = replay === undefined ? undefined : runOfTrace(replay);
  if (run !== undefined && hasKvm) requireSizeOfKvm(run);
  if (record !== undefined && (run !== undefined || !hasKvm)) throw new IrqlineError('REPORT_OF_NOTHING', '--record');
  return run === undefined ? { kind: 'runs', record } : { kind: 'replay', run };
}
