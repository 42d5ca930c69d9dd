import { predict, type GicConfig, type Language, type Outcome } from '../../model/index.js';
import { same } from '../same.js';
import { kitOf } from '../trace/trace.js';
import { choices, choosing, chosen, type Choice } from './choices.js';
import { openPoint, openPointsOf } from './open-clauses.js';
import type { Vector } from './vector.js';

type Acted = Pick<Vector, 'layer' | 'config' | 'steps'>;

/**
 * What a vector takes for granted that a standard leaves open: each choice of its configuration without which it would
 * have to lead to something else, and each open point that it meets.
 * @param outcomes - what the model says that its actions lead to
 */
export function flagsOf(vector: Acted, outcomes: readonly Outcome<Language>[]): readonly string[] {
  const { layer, config } = vector;
  const whole = vector.steps.map(({ action }, index) => ({
    action,
    expected: outcomes[index] ?? { observation: {} },
  }));
  return [
    ...choices[layer].filter((choice) => matters(vector, choice, outcomes)).map((choice) => flag(vector, choice)),
    ...(hasListRegisters(config) ? [LIST_REGISTERS] : []),
    ...openPointsOf({ layer, config, steps: whole }),
  ];
}

const LIST_REGISTERS = 'listRegisters';

const hasListRegisters = (config: Vector['config']): boolean =>
  (config as Partial<GicConfig>).behaviour?.listRegisters !== undefined;

const flag = ({ layer, config }: Acted, choice: Choice): string => `${choice.name}=${chosen(layer, choice, config)}`;

function matters({ layer, config, steps }: Acted, choice: Choice, outcomes: readonly Outcome<Language>[]): boolean {
  const kit = kitOf({ layer });
  const actions = steps.map(({ action }) => action);
  const own = chosen(layer, choice, config);
  return choice.values
    .filter((value) => value !== own)
    .map((value) => choosing(layer, choice, value, config))
    .some((other) => kit.misfit(other, actions) !== undefined || !same(predict(kit.model, other, actions), outcomes));
}

/** What each flag of these vectors means, by the part before its `=`. */
export function flagNotes(vectors: readonly Vector[]): Readonly<Record<string, string>> {
  const names = new Set(vectors.flatMap(({ flags }) => flags.map((name) => name.replace(/=.*/, ''))));
  return Object.fromEntries([...names].toSorted().map((name) => [name, noteOf(name)]));
}

function noteOf(name: string): string {
  if (name === LIST_REGISTERS)
    return 'A PE is given interrupts through list registers, while its vCPU is in the guest.';
  const choice = Object.values(choices)
    .flat()
    .find((known) => known.name === name);
  const note = choice?.what ?? openPoint(name);
  if (note === undefined) throw new Error(`no note for the flag ${name}`);
  return note;
}
