import { stripVTControlCharacters } from 'node:util';

/** How wide text is that goes to a file or a pipe, and at most anywhere: longer lines are hard to read. */
const WIDEST = 120;

/** How many characters a line may have: as many as COLUMNS says, or the terminal has, and no more than 120. */
export function textWidth(): number {
  const columns = Number(process.env['COLUMNS']);
  return Math.min(WIDEST, Number.isInteger(columns) && columns > 0 ? columns : (process.stdout.columns ?? WIDEST));
}

/** How long the longest word of a text is. */
export const longestWord = (text: string): number => Math.max(...text.split(/\s+/).map(lengthOf));

/** Text in lines of at most this many characters, unless a single word is longer; its own line ends stay. */
export function wrapped(text: string, width = textWidth()): string {
  return text
    .split('\n')
    .flatMap((line) => linesOf(line, width))
    .join('\n');
}

/** The same for text that stands after a mark or an indent: the lines that follow begin where its first does, or as said. */
export function wrappedAfter(mark: string, text: string, indent = lengthOf(mark)): string {
  return mark + wrapped(text, textWidth() - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

function linesOf(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/\s+|\S+/g) ?? []) {
    if (line.trim() !== '' && lengthOf(line) + lengthOf(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' && lines.length > 0 ? piece.trimStart() : piece;
  }
  return [...lines, line.trimEnd()];
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;
