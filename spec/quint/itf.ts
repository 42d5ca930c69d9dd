import { IrqlineError } from '../errors.js';
import { showLabel, stateKey, type Machine } from './machine.js';
import type { State } from './scope.js';
import { listOf, mapOf, recordOf, setOf, tupleOf, variantOf, type Value } from './value.js';

/** A run in the Informal Trace Format: what happened, and the state after it. */
export interface ItfStep {
  readonly action: string;
  readonly state: State;
}

/**
 * Reads a trace that `quint run --mbt --out-itf` wrote.
 *
 * @param text - JSON in the Informal Trace Format (Apalache ADR 015)
 * @param variables - the variables wanted, in order, without the module's name
 * @throws IrqlineError ITF_MALFORMED
 */
export function readItf(text: string, variables: readonly string[]): readonly ItfStep[] {
  const { states } = JSON.parse(text) as { readonly states: readonly Readonly<Record<string, unknown>>[] };
  return states.map((fields) => {
    const values = new Map(Object.entries(fields).map(([name, value]) => [name.split('::').at(-1), value]));
    return {
      action: String(fields['mbt::actionTaken']),
      state: variables.map((name) => {
        if (!values.has(name)) throw new IrqlineError('ITF_MALFORMED', `a state without ${name}`);
        return valueFrom(values.get(name));
      }),
    };
  });
}

/**
 * Is this a run of the machine? Its first state has to be an initial one, and each later one what an action of that
 * name leads to.
 *
 * @returns the steps, as labels; or how many steps are the machine's, and why the next one is not
 */
export function accept(
  machine: Machine,
  trace: readonly ItfStep[],
): { readonly labels: readonly string[]; readonly refused?: string } {
  const labels: string[] = [];
  const [first] = trace;
  if (first === undefined || !machine.initial().some((state) => stateKey(state) === stateKey(first.state)))
    return { labels, refused: 'the first state is not an initial one' };
  for (const [at, { action, state }] of trace.slice(1).entries()) {
    const before = trace[at]?.state ?? [];
    const step = machine
      .steps(before)
      .find(({ label, next }) => label.action === action && stateKey(next) === stateKey(state));
    if (step === undefined) return { labels, refused: `step ${at + 1}: no ${action} leads to its state` };
    labels.push(showLabel(step.label));
  }
  return { labels };
}

/** A value of the Informal Trace Format; `{"tag", "value"}` is a variant, as Quint writes it. */
function valueFrom(json: unknown): Value {
  if (typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return json;
  if (Array.isArray(json)) return listOf(json.map(valueFrom));
  if (typeof json !== 'object' || json === null) throw new IrqlineError('ITF_MALFORMED', JSON.stringify(json));
  const fields = json as Readonly<Record<string, unknown>>;
  if (typeof fields['#bigint'] === 'string') return Number(fields['#bigint']);
  if (Array.isArray(fields['#set'])) return setOf(fields['#set'].map(valueFrom));
  if (Array.isArray(fields['#tup'])) return tupleOf(fields['#tup'].map(valueFrom));
  if (Array.isArray(fields['#map']))
    return mapOf(
      (fields['#map'] as readonly (readonly [unknown, unknown])[]).map(([key, value]) => [
        valueFrom(key),
        valueFrom(value),
      ]),
    );
  const names = Object.keys(fields).toSorted();
  if (names.some((name) => name.startsWith('#'))) throw new IrqlineError('ITF_MALFORMED', JSON.stringify(json));
  if (names.join() === 'tag,value' && typeof fields['tag'] === 'string')
    return variantOf(fields['tag'], valueFrom(fields['value']));
  return recordOf(names.map((name) => [name, valueFrom(fields[name])]));
}
