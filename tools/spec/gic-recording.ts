import type { GicAction, GicConfig, GicObservation, GicView } from '../../model/index.js';
import type { Trace } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { showLabel, type Compiled, type Machine, type State } from '../../spec/quint/index.js';
import { gicMachine } from './gic-instance.js';
import { labelFor } from './gic-labels.js';
import { implemented, instanceOf } from './recorded-instance.js';
import { differenceFrom } from './gic-registers.js';

/** What the specification says to a recorded run. */
export interface Acceptance {
  /** The steps that it has, as its labels. */
  readonly labels: readonly string[];
  /** Why it has not the next one; left out when it has them all. */
  readonly refused?: string;
}

/**
 * Is what was recorded on a real GIC a run of spec/gic.qnt? The run begins in the specification's state after a reset.
 * Each recorded action, with what an acknowledge read, has to be a step that the specification has there, and what the
 * registers showed afterwards has to be what its next state says.
 *
 * @param trace - of layer gic, each step with its `actual` (docs/traces.md)
 * @throws IrqlineError OUTSIDE_SPECIFICATION when the run is about something that the specification does not have
 */
export function acceptRecording(compiled: Compiled, trace: Trace): Acceptance {
  const recorded = recordedSteps(trace);
  const instance = instanceOf(
    trace.config as GicConfig,
    recorded.map(({ action }) => action),
  );
  const machine = gicMachine(compiled, instance);
  let state = stateAfterReset(machine);
  const labels: string[] = [];
  for (const [at, { action, seen }] of recorded.entries()) {
    const refuse = (why: string): Acceptance => ({ labels, refused: `step ${at + 1}, ${why}` });
    if (seen === undefined) return refuse(`${action.kind}: nothing was seen of it`);
    const label = labelFor(action, seen.observation, instance.intIds);
    const possible = machine.steps(state).map((step) => ({ label: showLabel(step.label), next: step.next }));
    const found = possible.find((step) => step.label === label);
    if (found === undefined) return refuse(`${label}: ${insteadOf(label, possible)}`);
    const difference = differenceFrom(machine, found.next, seen.view, instance.behaviour);
    if (difference !== undefined) return refuse(`${label}: ${difference}`);
    labels.push(label);
    state = found.next;
  }
  return { labels };
}

function insteadOf(label: string, possible: readonly { readonly label: string }[]): string {
  const name = (text: string): string => text.replace(/\(.*/u, '');
  const others = possible.filter((step) => name(step.label) === name(label)).map((step) => step.label);
  return others.length === 0
    ? 'the specification leaves it out here, as UNPREDICTABLE'
    : `the specification has ${others.join(', ')}`;
}

interface RecordedStep {
  readonly action: GicAction;
  readonly seen: { readonly observation: GicObservation; readonly view: GicView } | undefined;
}

/** The steps in the specification's terms. */
function recordedSteps({ layer, steps }: Trace): readonly RecordedStep[] {
  if (layer !== 'gic') throw new IrqlineError('OUTSIDE_SPECIFICATION', `a trace of layer ${layer}`);
  return steps.map(({ action, actual }) => ({
    // The codec of layer gic has checked both.
    action: implemented(action as GicAction),
    seen: (actual ?? undefined) as RecordedStep['seen'],
  }));
}

/** A GIC that was just made is in the state that a reset leads to. */
function stateAfterReset(machine: Machine): State {
  const [initial] = machine.initial();
  const reset = machine.steps(initial ?? []).find(({ label }) => label.action === 'reset');
  if (reset === undefined) throw new Error('the specification of the GIC has no reset');
  return reset.next;
}
