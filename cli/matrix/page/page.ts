import { readFileSync } from 'node:fs';
import { axes, namedDrivers, namedSystems, type Axis } from '../../../model/index.js';
import { count } from '../../report/verdict.js';
import type { Row } from '../judge.js';
import { profileText } from '../select.js';
import { wires } from '../table.js';
import { pageData, type PageData, type PageRow } from './data.js';
import { escapeMarkup } from './diagram.js';
import { classOf } from './script.js';
import { style } from './style.js';

const marks: Readonly<Record<string, string>> = { safe: '✓', dead: '✗', lost: '~', storm: '∞', inconclusive: '?' };
const rowAxes = ['order', 'update', 'signal', 'section'] as const satisfies readonly Axis[];

/** The whole matrix as one page that needs nothing else: no network, no other file. */
export function matrixPage(rows: readonly Row[], threads: number): string {
  const data = pageData(rows);
  const states = data.rows.reduce((sum, row) => sum + row.states, 0);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which designs lose interrupts: the irqline matrix</title>
<style>${style}</style>
<h1>Which designs lose interrupts</h1>
<p>A virtio-MMIO device sets a bit in InterruptStatus and signals a line of the GIC; the driver reads the bits, acknowledges them and does the work.
This is every way to build the two, in all interleavings with ${threads} device thread${threads === 1 ? '' : 's'}: ${count(rows.length)} profiles, ${count(states)} states.
Open a cell for the shortest run that loses an event.</p>
<div class="beside">
<section>
<h2>Systems that ship, and drivers</h2>
<div class="scroll">${namesTable(data)}</div>
${legend(data)}
${sightings(data)}
</section>
<section>
<h2>What makes a design safe</h2>
<p>A profile is SAFE exactly when it keeps all of these.</p>
<ol>${data.rules.map((rule) => `<li>${escapeMarkup(rule)}</li>`).join('')}</ol>
</section>
</div>
<h2>All of them</h2>
<p>Arrow keys move, Enter opens, Escape closes. Three columns a driver: an edge-triggered line whose detector wants a transition, one where every assertion counts, and a level-triggered line, for which the detector makes no difference.</p>
<div class="beside">
<div class="scroll">${matrixTable(rows, data)}</div>
${filters()}
</div>
<dialog id="story" aria-labelledby="story-title"><button id="close">Close</button><div id="story-body"></div></dialog>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)}</script>
<script type="module">
${browserModule('diagram.js')}
${browserModule('script.js')}
startPage(window, JSON.parse(document.getElementById('data').textContent));
</script>
</html>
`;
}

/** A compiled module of this folder as part of one script: what it imports stands in the same script already. */
function browserModule(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .replaceAll(/^import .*$/gm, '')
    .replaceAll(/^\/\/# sourceMappingURL.*$/gm, '');
}

function legend(data: PageData): string {
  const meaning = {
    safe: 'SAFE: every event is serviced',
    dead: 'LOST, dead: an event is lost, and nothing is serviced ever after',
    lost: 'LOST: an event is lost, unless a later one happens to rescue it',
    storm: 'STORM: interrupts go on for ever without any new event',
    inconclusive: 'inconclusive: more states than fit',
  };
  const items = Object.entries(meaning).map(([kind, text]) => {
    const howMany = data.rows.filter((row) => classOf(row) === kind).length;
    return howMany === 0 ? '' : `<br><b class="${kind}">${marks[kind]}</b> ${howMany} ${text}`;
  });
  return `<p>${items.join('').replace('<br>', '')}</p>`;
}

function namesTable({ names, rows }: PageData): string {
  const lines = namedSystems.map(({ name, title }) => {
    const cells = names
      .filter((one) => one.name === name)
      .map(({ row, driver, seen }) => {
        const label = `${name}, driver ${driver}${seen === null ? '' : ', seen for real'}`;
        return cell(rows[row], `${name},driver=${driver}`, label, seen === null ? '' : '*');
      });
    return `<tr><th scope="row" title="${escapeMarkup(title)}">${name}</th>${cells.join('')}</tr>`;
  });
  const heads = namedDrivers.map(({ name, source }) => `<th scope="col" title="${escapeMarkup(source)}">${name}</th>`);
  return `<table id="names"><thead><tr><th scope="col">system</th>${heads.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** What the stars in the table of names stand for. */
const sightings = ({ names }: PageData): string =>
  names
    .flatMap(({ name, driver, seen }) =>
      seen === null
        ? []
        : `<p class="seen">* <a href="#${name},driver=${driver}">${name}, driver ${driver}</a>, seen for real: ${escapeMarkup(seen.what)}</p>`,
    )
    .join('');

/** A button that opens the story of a profile; with a note, even an empty one, the verdict stands there in words. */
function cell(row: PageRow | undefined, link: string, label: string, note?: string, choices = ''): string {
  if (row === undefined) return '<td></td>';
  const kind = classOf(row);
  const steps = row.deadRun ?? row.lost;
  const words =
    note === undefined ? '' : ` ${kind === 'safe' ? 'SAFE' : `${kind} ${steps?.steps.length ?? ''}`}${note}`;
  const shown = choices === '' ? '' : ` data-choices="${choices}"`;
  return `<td${shown}><button class="${kind}" data-verdict="${kind}" data-link="${link}" aria-label="${kind}: ${escapeMarkup(label)}">${marks[kind]}${words}</button></td>`;
}

/** One box to tick for each value. */
function boxes(axis: string, values: readonly string[]): string {
  const labels = values.map(
    (value) => `<label><input type="checkbox" checked data-axis="${axis}" data-value="${value}"> ${value}</label>`,
  );
  return `<fieldset><legend>${axis}</legend>${labels.join('')}</fieldset>`;
}

function filters(): string {
  const ofAxes = Object.entries(axes).map(([axis, values]) =>
    boxes(
      axis,
      values.map((value) => value ?? 'none'),
    ),
  );
  return `<form id="filters" aria-label="Filters">${ofAxes.join('')}${boxes('verdict', ['safe', 'dead', 'lost', 'storm'])}</form>`;
}

/** The choices of a row that its line or its column stands for, as the script reads them. */
const choicesOf = ({ profile }: Row, of: readonly Axis[]): string =>
  of.map((axis) => `${axis}=${profile[axis] ?? 'none'}`).join(',');

function matrixTable(rows: readonly Row[], data: PageData): string {
  const lines = new Map<string, { row: Row; index: number }[]>();
  for (const [index, row] of rows.entries()) {
    const choices = choicesOf(row, rowAxes);
    lines.set(choices, [...(lines.get(choices) ?? []), { row, index }]);
  }
  const byDriver = axes.driver.flatMap((driver) =>
    wires.map((wire) => {
      // A level-triggered line stays when a detector is not ticked, since it stands for both.
      const detector = wire.trigger === 'edge' ? [`detector=${wire.detector}`] : [];
      return { ...wire, driver, choices: [`trigger=${wire.trigger}`, ...detector, `driver=${driver}`].join(',') };
    }),
  );
  const body = Array.from(lines, ([choices, entries], line) => {
    const isFirst = line % 9 === 0;
    const [first] = entries;
    const heads = rowAxes.map((axis, at) => {
      const text = isFirst || at > 1 ? (first?.row.profile[axis] ?? '') : '';
      return `<th scope="row">${text}</th>`;
    });
    const cells = byDriver.map(({ driver, trigger, detector, choices: shown }) => {
      const entry = entries.find(
        ({ row: { profile } }) =>
          profile.driver === driver && profile.trigger === trigger && profile.detector === detector,
      );
      if (entry === undefined) return '<td></td>';
      const text = profileText(entry.row.profile);
      return cell(data.rows[entry.index], text, text, undefined, shown);
    });
    return `<tr${isFirst ? ' class="first"' : ''} data-choices="${choices}">${heads.join('')}${cells.join('')}</tr>`;
  });
  const drivers = axes.driver.map(
    (driver) => `<th scope="colgroup" colspan="${wires.length}" data-driver="${driver}">${driver}</th>`,
  );
  const wireHeads = byDriver.map(
    ({ title, choices }) => `<th scope="col" class="wire" data-choices="${choices}">${title}</th>`,
  );
  const titles = rowAxes.map((axis) => `<th scope="col">${axis}</th>`);
  return `<table id="matrix"><thead><tr>${'<td></td>'.repeat(rowAxes.length)}${drivers.join('')}</tr><tr>${titles.join('')}${wireHeads.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}
