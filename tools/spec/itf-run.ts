import type { GicAction, GicConfig, GicLanguage, Subject } from '../../model/index.js';
import { accept, readItf, show, type Machine, type State, type Value, variantOf } from '../../spec/quint/index.js';
import { actionsOf, labelFor, setUp, type GicInstance } from './gic-map.js';

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
  const states = readItf(trace, machine.variables).map(({ state }) => state);
  const { labels, refused } = accept(machine, readItf(trace, machine.variables));
  if (refused !== undefined) return { steps: labels.length, failure: refused };
  subject.reset(config);
  for (const action of setUp(instance.intIds)) subject.apply(action);
  for (const [at, label] of labels.entries()) {
    const action = actionOf(label, instance);
    const observation = subject.apply(action);
    const shown = labelFor(action, observation, instance.intIds);
    if (shown !== label) return { steps: at, failure: `step ${at + 1} is ${label}, the subject says ${shown}` };
    const difference = differenceFrom(machine.variables, states[at + 1] ?? [], subject);
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

/** What registers show of the specification's state. */
function shownBy(variables: readonly string[], state: State): (name: string) => Value {
  return (name) => {
    const value = state[variables.indexOf(name)];
    if (value === undefined) throw new Error(`the specification of the GIC has no variable ${name}`);
    return value;
  };
}

function differenceFrom(variables: readonly string[], state: State, subject: Subject<GicLanguage>): string | undefined {
  const variable = shownBy(variables, state);
  const view = subject.observe();
  const [cpu] = view.cpuInterfaces;
  const interrupts = variable('interrupts');
  if (cpu === undefined || typeof interrupts !== 'object' || interrupts.kind !== 'map') return 'no PE';
  const expected: Record<string, unknown> = {
    ICC_PMR_EL1: variable('priorityMask'),
    ICC_IGRPEN1_EL1: Number(variable('groupEnabled')),
    EOImode: Number(variable('splitEnd')),
    ICC_AP1R0_EL1: bitsOf(variable('activePriorities')),
  };
  const actual: Record<string, unknown> = {
    ICC_PMR_EL1: cpu.ICC_PMR_EL1,
    ICC_IGRPEN1_EL1: cpu.ICC_IGRPEN1_EL1,
    EOImode: cpu.EOImode,
    ICC_AP1R0_EL1: cpu.ICC_AP1R0_EL1,
  };
  for (const [intId, it] of interrupts.entries) {
    const id = show(intId);
    if (typeof it !== 'object' || it.kind !== 'record') return 'no interrupt';
    const isLevel = it.fields.get('trigger') === variantOf('TriggerLevel');
    expected[`pending ${id}`] = it.fields.get('latch') === true || (isLevel && it.fields.get('line') === true);
    expected[`active ${id}`] = it.fields.get('active');
    expected[`enabled ${id}`] = it.fields.get('enabled');
    // What is at rest is left out of the view.
    const seen = view.interrupts.find((each) => each.intId === intId);
    actual[`pending ${id}`] = seen?.pending ?? false;
    actual[`active ${id}`] = seen?.active ?? false;
    actual[`enabled ${id}`] = seen?.enabled ?? false;
  }
  const wrong = Object.keys(expected).find((name) => expected[name] !== actual[name]);
  return wrong === undefined
    ? undefined
    : `${wrong} is ${String(actual[wrong])}, in the specification ${String(expected[wrong])}`;
}

/** Five priority bits: bit n stands for the priority 8 n. */
function bitsOf(priorities: Value): number {
  if (typeof priorities !== 'object' || priorities.kind !== 'set') return Number.NaN;
  return priorities.elements.reduce<number>((bits, priority) => (bits | (1 << (Number(priority) >> 3))) >>> 0, 0);
}
