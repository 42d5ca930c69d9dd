import type { Language } from '../../model/index.js';
import {
  isComparedOnly,
  isComparison,
  lackedBy,
  type CheckResult,
  type Failure,
  type Hello,
} from '../../properties/index.js';
import { designLines, designOf } from './design.js';

/** Somebody else's implementation: how it was started, and what it says of itself. */
export interface StartedAdapter {
  readonly command: string;
  readonly hello: Hello;
}

const COMPARED_ONLY =
  "judged by the comparison with the model alone, since it makes other choices than the architecture's own";

const CONFORMING = 'the driver did only what VIRTIO lets it: what the device makes of anything else was not looked at';

const COMPARISON =
  'no clause is broken, only the comparison: docs/adapters.md has what VIRTIO leaves open, and --driver conforming stays clear of most of it';

/** What was left out with somebody else's implementation: what it cannot do or show, and what no run met for that. */
export function adapterLines(
  hello: Hello | undefined,
  { verdict, witnesses, ended, failure }: CheckResult<Language>,
): readonly string[] {
  if (hello === undefined) return [];
  // What was not met says nothing of an adapter that failed, or that ended before it could meet it.
  const unmet = verdict === 'fail' || ended !== undefined ? [] : witnesses.filter(({ count }) => count === 0);
  return [
    ...designLines(hello),
    ...(isComparedOnly(hello) ? [`  ${COMPARED_ONLY}`] : []),
    ...(hello.driver === 'conforming' ? [`  ${CONFORMING}`] : []),
    ...(failure !== undefined && isOpenChoice(hello, failure) ? [`  ${COMPARISON}`] : []),
    ...line('never done, since the adapter does not', lackedBy(hello)),
    ...line('not compared, since the adapter does not show it', hello.hides),
    ...unmet.map(({ property, name }) => `  not tested, since no run had it: ${name} (${property})`),
  ];
}

/** Whether it may be that the model and somebody else have chosen otherwise, where a driver of another kind would not see it. */
function isOpenChoice({ kit, driver }: Hello, { property }: Pick<Failure<Language>, 'property'>): boolean {
  return isComparison(property) && driver === 'any' && kit.conformingSteps !== undefined;
}

function line(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`  ${what}: ${names.join(', ')}`];
}

/** The same for machines; what was never met has a count of 0 among the witnesses. */
export function adapterAsJson({ command, hello }: StartedAdapter): unknown {
  const design = designOf(hello);
  const said = { command, config: hello.config, lacks: lackedBy(hello), hides: hello.hides, driver: hello.driver };
  return design === undefined ? said : { ...said, design };
}
