import { join } from 'node:path';
import type { DiffResult, Rung } from '../../kvm-backend/index.js';
import type { GicAction, GicConfig } from '../../model/index.js';
import { decodeTrace, encodeTrace, requireFit } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { readText, writeWhole } from '../files.js';

interface GicRun {
  readonly config: GicConfig;
  readonly actions: readonly GicAction[];
}

/** The run of a trace. @throws IrqlineError FILE_NOT_READABLE, TRACE_* */
export function runOfTrace(path: string): GicRun {
  const trace = decodeTrace(readText(path));
  if (trace.layer !== 'gic') throw new IrqlineError('TRACE_NOT_SUPPORTED', `${path} is of layer ${trace.layer}`);
  requireFit(trace);
  // The codec of layer gic has checked both.
  return { config: trace.config as GicConfig, actions: trace.steps.map(({ action }) => action as GicAction) };
}

/** A rung whose only run this is. */
export function only(rung: Rung, run: GicRun): Rung {
  return { ...rung, sample: () => [run] };
}

/** Keeps the run of a failure as a trace. @returns its path @throws IrqlineError FILE_NOT_WRITABLE */
export function keepTrace({ rung, failure }: DiffResult, directory: string): string {
  const path = join(directory, `kvm-rung-${rung}.json`);
  if (failure === undefined) return path;
  const { config, actions } = failure.run;
  writeWhole(path, encodeTrace({ layer: 'gic', subject: 'kvm', config, steps: actions.map((action) => ({ action })) }));
  return path;
}
