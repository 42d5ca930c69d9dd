/** The sections of a page that the program writes, by name; each stands between `<!-- begin: NAME -->` and its end. */
export type Sections = Readonly<Record<string, string>>;

/** @throws Error when the page has no place for a section */
export function fillSections(page: string, sections: Sections): string {
  return Object.entries(sections).reduce((filled, [name, content]) => {
    const place = new RegExp(`(<!-- begin: ${name} -->\\n)[^]*?(<!-- end: ${name} -->)`);
    if (!place.test(filled)) throw new Error(`no section ${name} in the page`);
    return filled.replace(place, (_, begin: string, end: string) => `${begin}\n${content}\n\n${end}`);
  }, page);
}

/** A table in Markdown, as wide as its heads; prettier aligns it. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
