import type { Language, RemoteSubject, Subject } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import { driveAnywhere } from '../engine/drive.js';
import type { Property, Violation } from '../kit.js';
import { shownRun, shownViolation, type ShownRun } from '../shown.js';
import { requireFit } from './fit.js';
import { kitOf, type Trace } from './trace.js';

/** What a replay came to: the run, and the first property that it breaks. */
export interface ReplayResult {
  readonly subject: string;
  readonly run: ShownRun<Language>;
  readonly broken?: { readonly property: Property<Language>; readonly violation: Violation };
}

/**
 * Runs a trace again on a subject and judges it by every property of its layer, that of the trace first.
 * @throws IrqlineError TRACE_DOES_NOT_FIT, and TRACE_NOT_SUPPORTED when the subject lacks an action of the trace or
 * cannot make its choices
 */
export async function replay(
  trace: Trace,
  subject: Subject<Language> | RemoteSubject<Language>,
): Promise<ReplayResult> {
  const kit = kitOf(trace);
  try {
    const run = await driveAnywhere(kit.model, subject, trace.config, actionsFor(trace, subject));
    const own = kit.properties.filter(({ id }) => id === trace.property);
    for (const property of [...own, ...kit.properties]) {
      const violation = property.judge(run);
      if (violation === undefined) continue;
      const broken = { property, violation: shownViolation(violation, run.hidden) };
      return { subject: subject.name, run: shownRun(run), broken };
    }
    return { subject: subject.name, run: shownRun(run) };
  } finally {
    await subject.close();
  }
}

/** The actions of a trace, if the subject can make the run of them. */
function actionsFor(trace: Trace, subject: Subject<Language> | RemoteSubject<Language>): readonly Language['action'][] {
  const actions = trace.steps.map(({ action }) => action);
  requireFit(trace);
  const refusal = subject.refuses?.(trace.config);
  if (refusal !== undefined) throw new IrqlineError('TRACE_NOT_SUPPORTED', `${subject.name}: ${refusal}`);
  const lacking = actions.find((action) => !subject.supports(action));
  if (lacking === undefined) return actions;
  throw new IrqlineError('TRACE_NOT_SUPPORTED', `${subject.name} has no action "${lacking.kind}"`);
}
