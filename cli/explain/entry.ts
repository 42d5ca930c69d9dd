import { pc } from '../colour.js';

/** Something that has a name, and what there is to say of it. A name may have several: one a layer, say. */
export interface Entry {
  readonly name: string;
  /** What sort of thing: `clause`, `property`, `mutant`. */
  readonly kind: string;
  /** What is said of it, in order, each under a heading of its own. */
  readonly facts: readonly Fact[];
}

/** A heading and what stands under it; an empty text is left out. */
export type Fact = readonly [heading: string, text: string];

/** For people: the name, and below it each thing that has it. */
export function entriesAsText(name: string, entries: readonly Entry[]): string {
  return [pc.bold(name), entries.map(entryText).join('\n\n')].join('\n');
}

function entryText({ kind, facts }: Entry): string {
  const shown = [['is a', kind] as const, ...facts.filter(([, text]) => text !== '')];
  const width = Math.max(...shown.map(([heading]) => heading.length));
  return shown.map(([heading, text]) => `  ${heading.padEnd(width)}  ${text}`).join('\n');
}

/** For machines: one object, in which `facts` has the headings as keys. */
export function entriesAsJson(name: string, entries: readonly Entry[]): string {
  const told = entries.map(({ kind, facts }) => ({
    kind,
    facts: Object.fromEntries(facts.filter(([, text]) => text !== '')),
  }));
  return JSON.stringify({ name, entries: told }, null, 2);
}
