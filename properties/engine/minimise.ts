/**
 * The shortest list that leaving out single items leads to while it still fails; what generated the items may have made
 * them in groups.
 */
export async function minimise<Item>(
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
