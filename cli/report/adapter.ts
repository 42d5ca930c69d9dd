import type { DeviceConfig, Language } from '../../model/index.js';
import {
  isComparedOnly,
  isComparison,
  lackedBy,
  type CheckResult,
  type Failure,
  type Hello,
} from '../../properties/index.js';
import { designLines, designOf } from './design.js';
import { wrappedAfter } from './wrap.js';

/** Somebody else's implementation: how it was started, and what it says of itself. */
export interface StartedAdapter {
  readonly command: string;
  readonly what: 'adapter' | 'library';
  readonly hello: Hello;
}

const COMPARED_ONLY =
  "judged by the comparison with the model alone, since it makes other choices than the architecture's own";

const CONFORMING = 'the driver did only what VIRTIO lets it: what the device makes of anything else was not looked at';

const COMPARISON =
  'no clause is broken, only the comparison: docs/adapters.md has what VIRTIO leaves open, and --driver conforming stays clear of most of it';

const GIC_COMPARISON =
  'no clause is broken, only the comparison: yours may be as right; docs/adapters.md has what the architecture leaves open';

const OPEN = "which the hello's config leaves open; what yours cannot be otherwise belongs into its `choices`";

/** What was left out with somebody else's implementation: what it cannot do or show, and what no run met for that. */
export function adapterLines(
  adapter: StartedAdapter | undefined,
  { verdict, witnesses, ended, failure }: CheckResult<Language>,
): readonly string[] {
  if (adapter === undefined) return [];
  const { hello, what } = adapter;
  // What was not met says nothing of one that failed, or that ended before it could meet it.
  const unmet = verdict === 'fail' || ended !== undefined ? [] : witnesses.filter(({ count }) => count === 0);
  return [
    ...designLines(hello),
    ...(isComparedOnly(hello) ? [`  ${COMPARED_ONLY}`] : []),
    ...(hello.driver === 'conforming' ? [`  ${CONFORMING}`] : []),
    ...(failure === undefined ? [] : onlyCompared(hello, failure)),
    ...(failure === undefined ? [] : leftOpen(hello, failure)),
    ...line(`never done, since the ${what} does not`, lackedBy(hello)),
    ...line(`not compared, since the ${what} does not show it`, hello.hides),
    ...line(
      'met by no run',
      unmet.map(({ name }) => name),
    ),
  ];
}

/** The choices that the hello leaves open, as the run that failed has them: few implementations have a choice. */
function leftOpen({ kit, config }: Hello, { run }: Failure<Language>): readonly string[] {
  if (kit.model.layer !== 'device') return [];
  const { choices } = run.config as DeviceConfig;
  const said = (config['choices'] ?? {}) as Partial<DeviceConfig['choices']>;
  const open = Object.entries(choices).filter(([name]) => !Object.hasOwn(said, name));
  if (open.length === 0) return [];
  const made = open.map(([name, value]) => `${name}=${value}`).join(', ');
  return [wrappedAfter('  ', `made with ${made}, ${OPEN}`)];
}

/** That the model and somebody else may have chosen otherwise: no clause says more, though all were asked. */
function onlyCompared(hello: Hello, { property }: Pick<Failure<Language>, 'property'>): readonly string[] {
  const { kit, driver } = hello;
  if (!isComparison(property)) return [];
  if (kit.model.layer === 'gic') return isComparedOnly(hello) ? [] : [`  ${GIC_COMPARISON}`];
  // A driver of another kind would not see it.
  return driver === 'any' && kit.conformingSteps !== undefined ? [`  ${COMPARISON}`] : [];
}

function line(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [wrappedAfter('  ', `${what}: ${names.join(', ')}`, 4)];
}

/** The same for machines; what was never met has a count of 0 among the witnesses. */
export function adapterAsJson({ command, hello }: StartedAdapter): unknown {
  const design = designOf(hello);
  const said = { command, config: hello.config, lacks: lackedBy(hello), hides: hello.hides, driver: hello.driver };
  return design === undefined ? said : { ...said, design };
}
