import {
  axes,
  namedDrivers,
  namedSystems,
  safetyRules,
  type Inconclusive,
  type Profile,
  type Verdict,
} from '../../model/index.js';
import { pc } from '../colour.js';
import { table } from '../report/table.js';
import { count } from '../report/verdict.js';
import { wrapped, wrappedAfter } from '../report/wrap.js';
import type { Row } from './judge.js';
import { profileText } from './select.js';
import { sightingOf } from './sighting.js';

type Judged = Verdict | Inconclusive;

/** One character for a verdict, and what it means. */
export const marks = {
  safe: pc.green('✓'),
  dead: pc.red('✗'),
  lost: pc.yellow('~'),
  storm: pc.magenta('∞'),
  unknown: '?',
};

/** The mark of a verdict. */
export function markOf(judged: Pick<Verdict, 'kind' | 'dead'> | Inconclusive): string {
  if (judged.kind === 'INCONCLUSIVE') return marks.unknown;
  if (judged.kind === 'LOST') return judged.dead ? marks.dead : marks.lost;
  return judged.kind === 'SAFE' ? marks.safe : marks.storm;
}

/** A level trigger sees the wire whatever the detector is, so the two columns would be the same. */
export const wires = [
  { title: 'edge: transition', trigger: 'edge', detector: 'transition' },
  { title: 'edge: assert', trigger: 'edge', detector: 'assert' },
  { title: 'level', trigger: 'level', detector: 'transition' },
] as const;

/** How to read a cell of {@link matrixTable}. */
export const threeMarks = `Three marks a cell: ${wires.map(({ title }) => title).join(' · ')}`;

/** As many ways to signal as there are. */
const LINES_OF_A_GROUP = 9;

/** `ackFirst` in two lines, since a column of marks is narrow. */
const inLines = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=-)(?=loop)/g, '\n');

/** The whole matrix: a line for each way to signal, a column for each driver, and in it a mark for each kind of wire. */
export function matrixTable(rows: readonly Row[]): string {
  const verdicts = new Map(rows.map(({ profile, verdict }) => [profileText(profile), verdict]));
  const markAt = (profile: Profile): string => {
    const judged = verdicts.get(profileText(profile));
    return judged === undefined ? ' ' : markOf(judged);
  };
  const lines: (readonly string[])[] = [];
  for (const order of axes.order)
    for (const update of axes.update)
      for (const signal of axes.signal)
        for (const section of signal === 'assertOnly' ? ([null] as const) : (['split', 'whole'] as const)) {
          const group = lines.length % LINES_OF_A_GROUP;
          const cells = axes.driver.map((driver) =>
            wires
              .map(({ trigger, detector }) => markAt({ order, update, signal, section, trigger, detector, driver }))
              .join(' '),
          );
          lines.push([[order, update][group] ?? '', signal, section ?? '', ...cells]);
        }
  return table(['order,\nupdate', 'signal', 'section', ...axes.driver.map(inLines)], lines);
}

/** Every named system under every named driver; a `*` where the loss was seen on the system itself. */
export function namedTable(rows: readonly Row[]): string {
  const verdicts = new Map(rows.map(({ profile, verdict }) => [profileText(profile), verdict]));
  const lines = namedSystems.map((system) => {
    const cells = namedDrivers.map(({ driver }) => {
      const judged = verdicts.get(profileText({ ...system.choices, driver }));
      const seen = sightingOf(system, driver) === undefined ? '' : '*';
      return judged === undefined ? '' : `${markOf(judged)} ${lengthOf(judged)}${seen}`;
    });
    return [system.name, ...cells];
  });
  return table(['system', ...namedDrivers.map(({ name }) => inLines(name))], lines);
}

/** How many steps the shortest run has that shows the verdict; of a dead one, after which nothing is ever serviced. */
const lengthOf = (judged: Judged): string =>
  judged.kind === 'LOST' ? String(judged.shortestDead ?? judged.shortest) : '';

/** What the marks mean, and how many profiles of each kind there are. */
export function legend(rows: readonly Row[], threads: number): string {
  const verdicts = rows.map(({ verdict }) => verdict);
  const lost = verdicts.filter(({ kind }) => kind === 'LOST');
  const dead = lost.filter((verdict) => 'dead' in verdict && verdict.dead).length;
  const howMany = (kind: Judged['kind']): number => verdicts.filter((verdict) => verdict.kind === kind).length;
  const states = verdicts.reduce((sum, verdict) => sum + ('states' in verdict ? verdict.states : 0), 0);
  const unknown = howMany('INCONCLUSIVE');
  const size = `${count(rows.length)} profiles, ${threads} device thread${threads === 1 ? '' : 's'}`;
  const totals = `${size}, ${count(states)} states explored.`;
  return [
    [marks.safe, `SAFE ${howMany('SAFE')}: every event is serviced, in every interleaving`],
    [marks.dead, `LOST, dead ${dead}: an event is lost, and from there nothing is ever serviced again`],
    [marks.lost, `LOST ${lost.length - dead}: an event is lost, unless a later one happens to rescue it`],
    [marks.storm, `STORM ${howMany('STORM')}: interrupts go on for ever without any new event`],
    ...(unknown === 0 ? [] : [[marks.unknown, `inconclusive ${unknown}: more states than fit; nothing is claimed`]]),
  ]
    .map(([mark = '', text = '']) => wrappedAfter(`${mark} `, text))
    .concat(wrapped(`The number is the length of the shortest run. ${totals}`))
    .join('\n');
}

/** What makes a profile SAFE. */
export const rulesText = (): string =>
  ['A profile is SAFE exactly when it keeps all of these:']
    .concat(safetyRules.map(({ id, text }) => wrappedAfter('  ', `${pc.bold(id)}: ${text}`, 4)))
    .join('\n');
