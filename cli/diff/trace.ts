import { isDeepStrictEqual } from 'node:util';
import { injectionOf, type Injection, type Rung } from '../../kvm-backend/index.js';
import type { GicAction, GicConfig } from '../../model/index.js';
import { decodeTrace, requireFit } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { readText } from '../files.js';

/** A run of a GIC, and how its lines are driven where the trace says so. */
export interface GicRun {
  readonly config: GicConfig;
  readonly actions: readonly GicAction[];
  readonly injection?: Partial<Injection>;
}

/** The run of a trace. @throws IrqlineError FILE_NOT_READABLE, TRACE_* */
export function runOfTrace(path: string): GicRun {
  const trace = decodeTrace(readText(path));
  if (trace.layer !== 'gic') throw new IrqlineError('TRACE_NOT_SUPPORTED', `${path} is of layer ${trace.layer}`);
  requireFit(trace);
  // The codec of layer gic has checked both.
  const actions = trace.steps.map(({ action }) => action as GicAction);
  const { injection } = trace;
  return { config: trace.config as GicConfig, actions, ...(injection === undefined ? {} : { injection }) };
}

/** KVM refuses NR_IRQS of more than 992, INTIDs below 32 among them (K10). */
const MOST_SPIS_OF_KVM = 960;

/** @throws IrqlineError TRACE_NOT_SUPPORTED for a GIC that KVM cannot make */
export function requireSizeOfKvm({ config: { spiCount } }: GicRun): void {
  if (spiCount <= MOST_SPIS_OF_KVM) return;
  throw new IrqlineError('TRACE_NOT_SUPPORTED', `a trace of ${spiCount} SPIs, and KVM has up to ${MOST_SPIS_OF_KVM}`);
}

/**
 * The rungs whose only run this is: of those asked for, the ones that can make it, and signal as it does.
 * @throws IrqlineError TRACE_NOT_SUPPORTED when none can
 */
export function only(run: GicRun, wanted: readonly Rung[]): readonly Rung[] {
  const way = injectionOf(run.injection ?? {});
  const signalling = wanted.filter(({ injections }) => injections.some((one) => isDeepStrictEqual(one, way)));
  if (signalling.length === 0) {
    throw new IrqlineError('TRACE_NOT_SUPPORTED', `no rung asked for drives levels by ${way.levels}`);
  }
  const able = signalling
    .filter(({ supports }) => run.actions.every(supports))
    // Some rungs are the same machine with other runs.
    .filter(({ operation }, index, all) => all.findIndex((rung) => rung.operation === operation) === index);
  if (able.length > 0) return able.map((rung) => ({ ...rung, sample: () => [run] }));
  const lacking = run.actions.find((action) => !signalling.some(({ supports }) => supports(action)));
  throw new IrqlineError('TRACE_NOT_SUPPORTED', `no rung asked for can do ${lacking?.kind ?? 'all of it'}`);
}
