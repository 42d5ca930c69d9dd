/**
 * The shortest list that leaving out single items leads to while it still fails, and of such lists the simplest; what
 * generated the items may have made them in groups.
 * @param simpler - what may stand for an item, the simplest first; however often it is asked in turn, there is an end
 */
export async function minimise<Item>(
  items: readonly Item[],
  stillFails: (items: readonly Item[]) => boolean | Promise<boolean>,
  simpler: (item: Item) => readonly Item[] = () => [],
): Promise<readonly Item[]> {
  const shortest = await shortened(items, stillFails);
  const simplest = await simplified(shortest, stillFails, simpler);
  // What was needed for a value may be needed no more.
  return simplest === shortest ? shortest : minimise(simplest, stillFails, simpler);
}

async function shortened<Item>(
  items: readonly Item[],
  stillFails: (items: readonly Item[]) => boolean | Promise<boolean>,
): Promise<readonly Item[]> {
  let shortest = items;
  for (let changed = true; changed;) {
    changed = false;
    for (let index = shortest.length - 1; index >= 0; index -= 1) {
      const without = shortest.filter((_, other) => other !== index);
      if (!(await stillFails(without))) continue;
      shortest = without;
      changed = true;
    }
  }
  return shortest;
}

async function simplified<Item>(
  items: readonly Item[],
  stillFails: (items: readonly Item[]) => boolean | Promise<boolean>,
  simpler: (item: Item) => readonly Item[],
): Promise<readonly Item[]> {
  let simplest = items;
  for (const [index, item] of items.entries()) {
    for (const candidate of simpler(item)) {
      const changed = simplest.with(index, candidate);
      if (!(await stillFails(changed))) continue;
      simplest = changed;
      break;
    }
  }
  return simplest;
}
