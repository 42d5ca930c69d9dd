import type { PageData, PageName, PageRow, PageRun } from './data.js';
import { drawRun, escapeMarkup } from './diagram.js';
import type { PageDocument, PageElement, PageWindow } from './dom.js';

const quiet = ['--', '--', '0', '0', '0'];

const reading = 'Beside each step the state after it, in bold what changed: V is VRING, C is CONFIG.';

/** What the page does once it is loaded: filters, arrow keys, and the story of the cell that is opened. */
export function startPage(window: PageWindow, data: PageData): void {
  const { document } = window;
  const matrix = elementOf(document, 'matrix');
  const story = elementOf(document, 'story');
  const names = new Map(data.names.map((name) => [`${name.name},driver=${name.driver}`, name]));

  const show = (row: PageRow, name: PageName | undefined): void => {
    elementOf(document, 'story-body').innerHTML = storyOf(data, row, name);
    story.showModal();
  };
  const showHash = (): void => {
    const hash = decodeURIComponent(window.location.hash.slice(1));
    const name = names.get(hash);
    const row = name === undefined ? data.rows.find(({ profile }) => profile === hash) : data.rows[name.row];
    if (row === undefined) story.close();
    else show(row, name);
  };

  for (const button of document.querySelectorAll('[data-link]')) {
    button.addEventListener('click', () => {
      window.location.hash = button.dataset['link'] ?? '';
    });
  }
  window.addEventListener('hashchange', showHash);
  story.addEventListener('close', () => {
    window.location.hash = '';
  });
  elementOf(document, 'close').addEventListener('click', () => story.close());
  matrix.addEventListener('keydown', (event) => {
    const target = neighbour(matrix, event.target, event.key);
    if (target === undefined) return;
    event.preventDefault();
    moveFocus(matrix, target);
  });
  elementOf(document, 'filters').addEventListener('change', () => applyFilters(document, matrix));
  applyFilters(document, matrix);
  showHash();
}

function elementOf(document: PageDocument, id: string): PageElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page lacks its element ${id}`);
  return element;
}

/** Hides the lines and columns whose choice is not ticked, and dims the cells whose verdict is not. */
function applyFilters(document: PageDocument, matrix: PageElement): void {
  const unticked = new Set(Array.from(document.querySelectorAll('#filters input:not(:checked)'), choiceOf));
  const isShown = (element: PageElement): boolean =>
    !(element.dataset['choices'] ?? '').split(',').some((choice) => unticked.has(choice));
  for (const element of matrix.querySelectorAll('tr[data-choices], th[data-choices], td[data-choices]')) {
    element.hidden = !isShown(element);
  }
  for (const button of matrix.querySelectorAll('button')) {
    button.classList.toggle('dim', unticked.has(`verdict=${button.dataset['verdict']}`));
  }
  const wires = Array.from(matrix.querySelectorAll('thead tr:last-child th[data-choices]'));
  for (const group of matrix.querySelectorAll('th[data-driver]')) {
    const own = wires.filter(
      (wire) =>
        !wire.hidden && (wire.dataset['choices'] ?? '').split(',').includes(`driver=${group.dataset['driver']}`),
    );
    group.hidden = own.length === 0;
    group.colSpan = Math.max(1, own.length);
  }
  const [first] = visibleCells(matrix).flat();
  if (first !== undefined) for (const button of matrix.querySelectorAll('button')) button.tabIndex = -1;
  if (first !== undefined) first.tabIndex = 0;
}

const choiceOf = ({ dataset }: PageElement): string => `${dataset['axis']}=${dataset['value']}`;

/** The buttons that can be seen, line by line. */
function visibleCells(matrix: PageElement): readonly (readonly PageElement[])[] {
  return Array.from(matrix.querySelectorAll('tbody tr'))
    .filter((line) => !line.hidden)
    .map((line) => Array.from(line.querySelectorAll('td:not([hidden]) button')))
    .filter((line) => line.length > 0);
}

/** The button that an arrow key, Home or End leads to from this one. */
function neighbour(matrix: PageElement, from: PageElement, key: string): PageElement | undefined {
  const lines = visibleCells(matrix);
  const y = lines.findIndex((line) => line.includes(from));
  const x = lines[y]?.indexOf(from) ?? -1;
  if (x === -1) return undefined;
  const targets: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [y, x - 1],
    ArrowRight: [y, x + 1],
    ArrowUp: [y - 1, x],
    ArrowDown: [y + 1, x],
    Home: [y, 0],
    End: [y, (lines[y]?.length ?? 1) - 1],
  };
  const target = targets[key];
  return target === undefined ? undefined : (lines[target[0]]?.[target[1]] ?? from);
}

/** One cell of the matrix is a tab stop: the one that was last in use. */
function moveFocus(matrix: PageElement, target: PageElement): void {
  for (const button of matrix.querySelectorAll('button[tabindex="0"]')) button.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

function storyOf(data: PageData, row: PageRow, name: PageName | undefined): string {
  const title = name === undefined ? 'A profile' : `${name.name} with the driver “${name.driver}”: ${name.title}`;
  const parts = [
    `<h2 id="story-title">${escapeMarkup(title)}</h2>`,
    `<p class="profile"><code>irqline matrix --profile ${escapeMarkup(name?.profile ?? row.profile)}</code></p>`,
    name === undefined ? '' : `<p class="profile">${escapeMarkup(row.profile.replaceAll(',', ', '))}</p>`,
    `<p class="verdict ${classOf(row)}">${sentenceOf(row)}</p>`,
    `<p>${row.states.toLocaleString('en')} states, ${row.edges.toLocaleString('en')} steps between them.</p>`,
    seenOf(data, row),
    rulesOf(data, row),
    ...(name?.notes ?? []).map((note) => `<p class="note">${escapeMarkup(note)}</p>`),
    row.lost === null && row.storm === null ? '' : `<p class="note">${reading}</p>`,
    section('A shortest run', row.lost, data),
    section('A shortest run after which nothing is ever serviced again', row.deadRun, data),
    section('The way into a storm', row.storm?.stem ?? null, data),
    section('and then, again and again', row.storm?.loop ?? null, data, row.storm?.stem),
  ];
  return parts.join('');
}

/** The recording itself is behind the link, so that the page needs no other file. */
function seenOf({ rows, names }: PageData, row: PageRow): string {
  const seen = names.find((name) => name.seen !== null && rows[name.row] === row)?.seen;
  if (seen === undefined || seen === null) return '';
  const { what, command, file, text } = seen;
  const link = `<a download="${file}" href="data:text/plain,${encodeURIComponent(text)}">${file}</a>`;
  return `<p class="seen"><b>Seen for real.</b> ${escapeMarkup(what)} The recording: ${link}. <code>${escapeMarkup(command)}</code> says what it shows; docs/recordings.md, how it was made.</p>`;
}

function rulesOf(data: PageData, { broken }: PageRow): string {
  if (broken.length === 0) return '';
  const items = broken.map((rule) => `<li>${escapeMarkup(data.rules[rule] ?? '')}</li>`);
  return `<p>It would be safe if it kept these rules as well:</p><ul>${items.join('')}</ul>`;
}

function section(title: string, run: PageRun | null, data: PageData, after?: PageRun): string {
  if (run === null) return '';
  const before = data.steps[after?.steps.at(-1) ?? -1]?.state ?? quiet;
  const end = run.end === undefined ? '' : `<p class="end">${escapeMarkup(run.end)}</p>`;
  return `<h3>${title}</h3><div class="run" tabindex="0">${drawRun(run, data.steps, before, data.stateHeads)}</div>${end}`;
}

function sentenceOf({ kind, dead }: PageRow): string {
  if (kind === 'SAFE') return '✓ SAFE: every event is serviced, even if publishing never stops.';
  if (kind === 'STORM') return '∞ STORM: interrupts go on for ever without any new event.';
  if (kind === 'INCONCLUSIVE') return '? Inconclusive: more states than fit. Nothing is claimed.';
  return dead
    ? '✗ LOST, dead: an event is lost, and nothing that happens later is ever serviced.'
    : '~ LOST: an event is lost, unless a later one happens to rescue it.';
}

/** The class that colours a verdict. */
export const classOf = ({ kind, dead }: Pick<PageRow, 'kind' | 'dead'>): string =>
  kind === 'LOST' && dead ? 'dead' : kind.toLowerCase();
