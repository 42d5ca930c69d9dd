import Table from 'cli-table3';
import pc from 'picocolors';
import { axes, namedDrivers, namedSystems, type Inconclusive, type Profile, type Verdict } from '../../model/index.js';
import { count } from '../report/verdict.js';
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
const wires = [
  { title: 'edge: transition', trigger: 'edge', detector: 'transition' },
  { title: 'edge: assert', trigger: 'edge', detector: 'assert' },
  { title: 'level', trigger: 'level', detector: 'transition' },
] as const;

/** How to read a cell of {@link matrixTable}. */
export const threeMarks = `Three marks a cell: ${wires.map(({ title }) => title).join(' · ')}`;

/** The whole matrix: a line for each way to signal, a column for each driver, and in it a mark for each kind of wire. */
export function matrixTable(rows: readonly Row[]): string {
  const verdicts = new Map(rows.map(({ profile, verdict }) => [profileText(profile), verdict]));
  const markAt = (profile: Profile): string => {
    const judged = verdicts.get(profileText(profile));
    return judged === undefined ? ' ' : markOf(judged);
  };
  const table = plainTable(['order', 'update', 'signal', 'section', ...axes.driver]);
  for (const order of axes.order)
    for (const update of axes.update)
      for (const signal of axes.signal)
        for (const section of signal === 'assertOnly' ? ([null] as const) : (['split', 'whole'] as const)) {
          const isFirst = signal === 'always' && section === 'split';
          const cells = axes.driver.map((driver) =>
            wires
              .map(({ trigger, detector }) => markAt({ order, update, signal, section, trigger, detector, driver }))
              .join(' '),
          );
          table.push([isFirst ? order : '', isFirst ? update : '', signal, section ?? '', ...cells]);
        }
  return table.toString();
}

/** Every named system under every named driver; a `*` where the loss was seen on the system itself. */
export function namedTable(rows: readonly Row[]): string {
  const verdicts = new Map(rows.map(({ profile, verdict }) => [profileText(profile), verdict]));
  const table = plainTable(['system', ...namedDrivers.map(({ name }) => name)]);
  for (const system of namedSystems) {
    const cells = namedDrivers.map(({ driver }) => {
      const judged = verdicts.get(profileText({ ...system.choices, driver }));
      const seen = sightingOf(system, driver) === undefined ? '' : '*';
      return judged === undefined ? '' : `${markOf(judged)} ${verdictWord(judged)}${seen}`;
    });
    table.push([system.name, ...cells]);
  }
  return table.toString();
}

/** The verdict in words: `LOST 13`, `dead 9`. */
export function verdictWord(judged: Judged): string {
  if (judged.kind !== 'LOST') return judged.kind;
  return judged.shortestDead === null ? `LOST ${judged.shortest}` : `dead ${judged.shortestDead}`;
}

/** What the marks mean, and how many profiles of each kind there are. */
export function legend(rows: readonly Row[], threads: number): string {
  const verdicts = rows.map(({ verdict }) => verdict);
  const lost = verdicts.filter(({ kind }) => kind === 'LOST');
  const dead = lost.filter((verdict) => 'dead' in verdict && verdict.dead).length;
  const howMany = (kind: Judged['kind']): number => verdicts.filter((verdict) => verdict.kind === kind).length;
  const states = verdicts.reduce((sum, verdict) => sum + ('states' in verdict ? verdict.states : 0), 0);
  const unknown = howMany('INCONCLUSIVE');
  return [
    `${marks.safe} SAFE ${howMany('SAFE')}: every event is serviced, in every interleaving`,
    `${marks.dead} LOST, dead ${dead}: an event is lost, and from there nothing is ever serviced again`,
    `${marks.lost} LOST ${lost.length - dead}: an event is lost, unless a later one happens to rescue it`,
    `${marks.storm} STORM ${howMany('STORM')}: interrupts go on for ever without any new event`,
    ...(unknown === 0 ? [] : [`${marks.unknown} inconclusive ${unknown}: more states than fit; nothing is claimed`]),
    `${count(rows.length)} profiles, ${threads} device thread${threads === 1 ? '' : 's'}, ${count(states)} states explored. The number is the length of the shortest run.`,
  ].join('\n');
}

/** A table without lines. */
export function plainTable(head: readonly string[]): Table.Table {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const sides = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
  return new Table({
    head: head.map((title) => pc.bold(title)),
    chars: { ...none, ...sides, right: '', 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
}
