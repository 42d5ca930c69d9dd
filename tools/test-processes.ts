import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Prints what `node --test` has to be given, a file a process. The tests of a folder come in one process, through a file
// made here that imports them: to start Node and load the model takes longer than most of them do.

const dist = fileURLToPath(new URL('..', import.meta.url));
const TOGETHER = 'together';

/** `npm run spec:test` has them. */
const isElsewhere = (path: string): boolean => /^(spec|tools\/spec)\//.test(path);
/** They start processes and wait for them, boot a machine, or catch signals: better beside each other, and by themselves. */
const isAlone = (path: string): boolean => /^(cli|kvm-backend)\/([^/]+|(diff|host|guest|vm)\/.*)$/.test(path);

const tests = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.js') && !path.startsWith(`${TOGETHER}/`) && !isElsewhere(path))
  .sort();
const alone = tests.filter(isAlone);
/** Of `properties/gic/scenarios/scenarios.test.js`, `properties-gic`. */
const folderOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 2).join('-');
const folders = [...new Set(tests.filter((path) => !isAlone(path)).map(folderOf))];

rmSync(join(dist, TOGETHER), { recursive: true, force: true });
mkdirSync(join(dist, TOGETHER));
const together = folders.map((folder) => {
  const name = `${TOGETHER}/${folder}.test.js`;
  const imports = tests
    .filter((path) => !isAlone(path) && folderOf(path) === folder)
    .map((path) => `import '../${path}';\n`);
  writeFileSync(join(dist, name), imports.join(''));
  return name;
});
for (const path of [...alone, ...together]) console.log(join('dist', path));
