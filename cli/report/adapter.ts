import type { Language } from '../../model/index.js';
import { isComparedOnly, lackedBy, type CheckResult, type Hello } from '../../properties/index.js';
import { designLines, designOf } from './design.js';

/** Somebody else's implementation: how it was started, and what it says of itself. */
export interface StartedAdapter {
  readonly command: string;
  readonly hello: Hello;
}

const COMPARED_ONLY =
  "judged by the comparison with the model alone, since it makes other choices than the architecture's own";

/** What was left out with somebody else's implementation: what it cannot do or show, and what no run met for that. */
export function adapterLines(
  hello: Hello | undefined,
  { verdict, witnesses, ended }: CheckResult<Language>,
): readonly string[] {
  if (hello === undefined) return [];
  // What was not met says nothing of an adapter that failed, or that ended before it could meet it.
  const unmet = verdict === 'fail' || ended !== undefined ? [] : witnesses.filter(({ count }) => count === 0);
  return [
    ...designLines(hello),
    ...(isComparedOnly(hello) ? [`  ${COMPARED_ONLY}`] : []),
    ...line('never done, since the adapter does not', lackedBy(hello)),
    ...line('not compared, since the adapter does not show it', hello.hides),
    ...unmet.map(({ property, name }) => `  not tested, since no run had it: ${name} (${property})`),
  ];
}

function line(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`  ${what}: ${names.join(', ')}`];
}

/** The same for machines; what was never met has a count of 0 among the witnesses. */
export function adapterAsJson({ command, hello }: StartedAdapter): unknown {
  const design = designOf(hello);
  const said = { command, config: hello.config, lacks: lackedBy(hello), hides: hello.hides };
  return design === undefined ? said : { ...said, design };
}
