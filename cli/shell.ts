/** A word of a command, as a shell takes it for one. */
export function quoted(word: string): string {
  return /^[\w./,:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** What to type to run a stored trace again. @param option - on what, where that is not said by the trace: `--mutant read-clears` */
export const replayOf = (path: string, option = ''): string => `npx irqline replay ${quoted(path)} ${option}`.trimEnd();
