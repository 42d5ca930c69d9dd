import { InvalidArgumentError } from '@commander-js/extra-typings';
import { subjectNames, type SubjectName } from '../../kvm-backend/index.js';

/** Parses `all`, or a list such as `kvm,soft-gic`; commander prints the message and exits. */
export function subjectList(text: string): readonly SubjectName[] {
  if (text === 'all') return subjectNames;
  const named = new Set(text.split(',').map((name) => name.trim()));
  const known = subjectNames.filter((name) => named.delete(name));
  if (named.size === 0) return known;
  throw new InvalidArgumentError(`It has to be all, or a list of ${subjectNames.join(', ')}.`);
}
