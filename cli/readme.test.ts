import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { findProgram } from '../kvm-backend/host/command.js';
import { needs } from '../kvm-backend/testing/requirement.js';
import { matches, parseTranscript } from './transcript.test.support.js';
import { WarmIrqline } from './warm.test.support.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8').replace(/^# .*/, (title) => `#${title}`);

const directory = mkdtempSync(join(tmpdir(), 'irqline-readme-'));
const warm = new WarmIrqline();
after(async () => {
  await warm.close();
  rmSync(directory, { recursive: true });
});
const library = join(directory, 'libdevice.so');
const hasCompiler = needs(findProgram('cc') !== undefined, 'no C compiler here');

/** Builds the library as the README says, but for where it comes to. @returns the path in place of the README's */
function built(path: string): string {
  const [program = '', ...args] = /^cc .*$/m.exec(readme)?.[0].split(' ') ?? [];
  assert.ok(args.includes('libdevice.so') && path === './libdevice.so');
  execFileSync(
    program,
    args.map((word) => (word === 'libdevice.so' ? library : word)),
    { cwd: root },
  );
  return library;
}

for (const { command, exitCode, stdout } of parseTranscript(readme).flatMap(({ cases }) => cases)) {
  test(`README: ${command}`, command.includes('--library') ? hasCompiler : {}, async () => {
    const [npx, program, ...words] = command.split(' ');
    assert.deepEqual([npx, program], ['npx', 'irqline']);
    const args = words.map((word) => (word.endsWith('.so') ? built(word) : word));
    const ran = await warm.run(args, root);
    assert.equal(ran.exitCode, exitCode, ran.stderr);
    assert.ok(matches(stdout, ran.stdout), `the README does not show what it prints:\n${ran.stdout}`);
  });
}
