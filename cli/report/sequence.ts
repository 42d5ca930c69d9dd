import type { Message } from '../../properties/index.js';

const LEAST_GAP = 12;

/**
 * A sequence diagram in plain text: the lanes from left to right, a line a message. A message from a lane to itself is
 * something that happens there.
 * @param notes - what stands at the right of each message; may be shorter than the messages
 */
export function sequenceDiagram(
  lanes: readonly string[],
  messages: readonly Message[],
  notes: readonly string[] = [],
): string {
  const positions = lanePositions(lanes, messages);
  const rows = messages.map((message) => {
    const row: string[] = [];
    for (const position of positions) put(row, position, '│');
    const from = positions[lanes.indexOf(message.from)] ?? 0;
    const to = positions[lanes.indexOf(message.to)] ?? 0;
    if (from === to) put(row, from, `● ${message.text} `);
    else drawArrow(row, message.text, from, to);
    return textOf(row);
  });
  const width = Math.max(...rows.map((row) => row.length));
  const noted = rows.map((row, index) => (notes[index] ? `${row.padEnd(width)}  ${notes[index]}` : row).trimEnd());

  const head: string[] = [];
  for (const [index, lane] of lanes.entries()) put(head, startOfName(lane, positions[index] ?? 0), lane);
  return [textOf(head), ...noted].join('\n');
}

/** The column of each lane: as far from the one before as the names and the messages between the two need. */
function lanePositions(lanes: readonly string[], messages: readonly Message[]): readonly number[] {
  const positions = [Math.ceil((lanes[0] ?? '').length / 2)];
  for (let right = 1; right < lanes.length; right += 1) {
    const names = Math.ceil(((lanes[right - 1] ?? '').length + (lanes[right] ?? '').length) / 2) + 3;
    const between = messages.filter(({ from, to }) => {
      const [one, other] = [lanes.indexOf(from), lanes.indexOf(to)];
      return Math.min(one, other) === right - 1 && Math.max(one, other) === right;
    });
    const gap = Math.max(LEAST_GAP, names, ...between.map(({ text }) => text.length + 6));
    positions.push((positions[right - 1] ?? 0) + gap);
  }
  return positions;
}

function drawArrow(row: string[], text: string, from: number, to: number): void {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const room = right - left - 1;
  put(row, left + 1, '─'.repeat(room));
  put(row, left + 1 + Math.floor((room - text.length - 2) / 2), ` ${text} `);
  if (to > from) put(row, right - 1, '▶');
  else put(row, left + 1, '◀');
}

function startOfName(lane: string, position: number): number {
  return Math.max(0, position - Math.floor(lane.length / 2));
}

function put(row: string[], at: number, text: string): void {
  for (const [index, character] of Array.from(text).entries()) row[at + index] = character;
}

function textOf(row: readonly string[]): string {
  return Array.from(row, (character) => character ?? ' ')
    .join('')
    .trimEnd();
}
