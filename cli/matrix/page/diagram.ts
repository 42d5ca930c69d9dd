import type { PageRun, PageStep } from './data.js';

const rowHeight = 24;
const laneGap = 150;
const left = 90;
const stateGap = 52;

/**
 * A run as a sequence diagram in SVG: lanes from left to right, a line a message, at the right the state after each step
 * with what changed in bold. Runs in the browser, too: it needs nothing but its arguments.
 *
 * @param before - the state before the first step, cell by cell
 * @param heads - what the cells of a state are
 */
export function drawRun(
  { lanes, steps: indices }: PageRun,
  allSteps: readonly PageStep[],
  before: readonly string[],
  heads: readonly string[],
): string {
  const steps = indices.flatMap((index) => allSteps[index] ?? []);
  const rows = steps.flatMap((step, index) =>
    step.messages.map((message, part) => ({
      message,
      state: part === 0 ? step.state : undefined,
      before: steps[index - 1]?.state ?? before,
      number: index + 1,
    })),
  );
  const laneAt = (lane: string): number => left + Math.max(0, lanes.indexOf(lane)) * laneGap;
  const statesAt = left + lanes.length * laneGap;
  const height = (rows.length + 2) * rowHeight;
  const width = statesAt + heads.length * stateGap + 20;

  const head = [
    ...lanes.map((lane) => textAt(laneAt(lane), rowHeight * 0.7, lane, 'lane')),
    ...heads.map((name, index) => textAt(statesAt + index * stateGap, rowHeight * 0.7, name, 'lane')),
    ...lanes.map(
      (lane) =>
        `<line class="life" x1="${laneAt(lane)}" x2="${laneAt(lane)}" y1="${rowHeight}" y2="${height - rowHeight}"/>`,
    ),
  ];
  const body = rows.map(({ message, state, before: previous, number }, index) => {
    const y = (index + 2) * rowHeight;
    const cells = (state ?? []).map((cell, at) =>
      textAt(statesAt + at * stateGap, y, cell, cell === previous[at] ? 'state' : 'state changed'),
    );
    const count = state === undefined ? '' : textAt(16, y, String(number), 'number');
    return `${count}${drawMessage(message, laneAt, y)}${cells.join('')}`;
  });
  const label = steps.map(({ messages }) => messages.map((parts) => parts.join(' ')).join(', ')).join('; ');
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeMarkup(label)}">${head.join('')}${body.join('')}</svg>`;
}

function drawMessage(
  [from, to, text]: readonly [string, string, string],
  laneAt: (lane: string) => number,
  y: number,
): string {
  const [start, end] = [laneAt(from), laneAt(to)];
  if (start === end) {
    return `<circle cx="${start}" cy="${y - 4}" r="4"/><text class="event" x="${start + 9}" y="${y}">${escapeMarkup(text)}</text>`;
  }
  const tip = end > start ? -7 : 7;
  return [
    `<line class="arrow" x1="${start}" x2="${end}" y1="${y}" y2="${y}"/>`,
    `<path d="M${end} ${y} l${tip} -4 v8 z"/>`,
    textAt((start + end) / 2, y - 5, text, 'message'),
  ].join('');
}

const textAt = (x: number, y: number, text: string, kind: string): string =>
  `<text class="${kind}" x="${x}" y="${y}" text-anchor="middle">${escapeMarkup(text)}</text>`;

/** Text as it stands in markup, also within a quoted attribute. */
export const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
