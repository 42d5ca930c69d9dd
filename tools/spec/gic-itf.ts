import type { GicAction, GicConfig, GicLanguage, Subject } from '../../model/index.js';
import { accept, readItf, type Machine } from '../../spec/quint/index.js';
import type { GicInstance } from './gic-instance.js';
import { actionsOf, labelFor } from './gic-labels.js';
import { setUp } from './gic-map.js';
import { differenceFrom } from './gic-registers.js';

/** How a run went: how many steps agreed, and what did not. */
export interface ItfRun {
  readonly steps: number;
  readonly failure?: string;
}

/**
 * Drives a GIC with a run that Quint's simulator made: what it shows after every step has to be what the specification's
 * state says, and an acknowledge has to read what the specification's label says.
 *
 * @param trace - a run of the specification in the Informal Trace Format
 */
export function driveGic(
  subject: Subject<GicLanguage>,
  machine: Machine,
  instance: GicInstance,
  trace: string,
): ItfRun {
  const config: GicConfig = { peCount: 1, spiCount: 32, behaviour: instance.behaviour };
  const states = readItf(trace, machine.variables);
  const { labels, refused } = accept(machine, states);
  if (refused !== undefined) return { steps: labels.length, failure: refused };
  subject.reset(config);
  for (const action of setUp(instance.intIds)) subject.apply(action);
  for (const [at, label] of labels.entries()) {
    const action = actionOf(label, instance);
    const observation = subject.apply(action);
    const shown = labelFor(action, observation, instance.intIds);
    if (shown !== label) return { steps: at, failure: `step ${at + 1} is ${label}, the subject says ${shown}` };
    const state = states[at + 1]?.state ?? [];
    const difference = differenceFrom(machine, state, subject.observe(), instance.behaviour);
    if (difference !== undefined) return { steps: at, failure: `after step ${at + 1}, ${label}: ${difference}` };
  }
  return { steps: labels.length };
}

/** The action that the label stands for; what an acknowledge reads is no part of it. */
function actionOf(label: string, instance: GicInstance): GicAction {
  const [pe, value] = [0, Number(/\((\d+)\)/u.exec(label)?.[1] ?? 0)];
  if (label.startsWith('acknowledge(')) return { kind: 'acknowledge', pe };
  const found = actionsOf(instance).find(
    (action) => labelFor(action, { kind: 'value', value }, instance.intIds) === label,
  );
  // The instance of the trace and the one given here differ.
  if (found === undefined) throw new Error(`no action for ${label}`);
  return found;
}
