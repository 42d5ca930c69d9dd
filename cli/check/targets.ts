import { layers, ownSubject, type AnyKit } from '../../properties/index.js';
import { judgedBy } from '../judged-by.js';
import { byName } from '../nearest.js';
import type { Target } from '../report/check.js';
import type { CheckAsked } from './asked.js';

/**
 * What is here and asked for: our own implementation of each layer, another subject, or a mutant.
 * @throws IrqlineError UNKNOWN_NAME
 */
export function ownTargets(asked: CheckAsked): readonly Target[] {
  return judgedBy(allTargets(asked), asked.property);
}

function allTargets({ layer, subject, mutant: id }: CheckAsked): readonly Target[] {
  const kits = Object.fromEntries(layers.map((kit) => [kit.model.layer, kit]));
  const wanted = layer === undefined ? layers : [byName('no layer', layer, kits)];
  if (id !== undefined) {
    const entries = wanted.flatMap((kit) => kit.mutants.map((mutant) => [mutant.id, { kit, mutant }] as const));
    const { kit, mutant } = byName('no mutant', id, Object.fromEntries(entries), '`irqline mutants`');
    return [{ kit, makeSubject: () => mutant.subject(), option: `--mutant ${mutant.id}` }];
  }
  if (subject === undefined) {
    return wanted.map((kit) => ({ kit, makeSubject: ownSubject(kit), option: '' }));
  }
  const subjects = Object.assign({}, ...wanted.map((kit) => kit.subjects)) as AnyKit['subjects'];
  const makeSubject = byName('no subject', subject, subjects);
  return wanted
    .filter((kit) => Object.values(kit.subjects).includes(makeSubject))
    .map((kit) => ({ kit, makeSubject, option: `--subject ${subject}` }));
}

/** Whom `--subject` may name. */
export function ownSubjectNames(): readonly string[] {
  return [...new Set(layers.flatMap((kit) => Object.keys(kit.subjects)))];
}
