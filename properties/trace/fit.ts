import { IrqlineError } from '../../spec/index.js';
import { kitOf, type Trace } from './trace.js';

/**
 * A trace can be of the right form and yet be no run: a PE or a line that its GIC lacks, or a step that is UNPREDICTABLE
 * after the steps before it. A verdict on such a run would mean nothing.
 * @throws IrqlineError TRACE_DOES_NOT_FIT
 */
export function requireFit(trace: Pick<Trace, 'layer' | 'config' | 'steps'>): void {
  const misfit = kitOf(trace).misfit(
    trace.config,
    trace.steps.map(({ action }) => action),
  );
  if (misfit !== undefined) throw new IrqlineError('TRACE_DOES_NOT_FIT', `steps.${misfit.step}.action: ${misfit.why}`);
}
