import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('../../../../docs/adapters', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'irqline-library-'));
process.once('exit', () => rmSync(directory, { recursive: true }));

/** The worked example. */
export const exampleSource = readFileSync(join(examples, 'device.c'), 'utf8');

/** The example with something else in place of what it has once. */
export function exampleWith(right: string, wrong: string): string {
  if (exampleSource.split(right).length !== 2) throw new Error(`the example does not have ${right} once`);
  return exampleSource.replace(right, wrong);
}

/** Makes lib`name`.so of a source in C99, without a warning. @returns its path */
export function compiled(name: string, source: string, ...flags: readonly string[]): string {
  const [from, to] = [join(directory, `${name}.c`), join(directory, `lib${name}.so`)];
  writeFileSync(from, source);
  const strict = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Werror'];
  execFileSync('cc', [...strict, '-shared', '-fPIC', `-I${examples}`, ...flags, '-o', to, from], { stdio: 'pipe' });
  return to;
}
