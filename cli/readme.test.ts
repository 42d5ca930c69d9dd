import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { matches, parseTranscript, runIrqline } from './transcript.test.support.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8').replace(/^# .*/, (title) => `#${title}`);

for (const { command, exitCode, stdout } of parseTranscript(readme).flatMap(({ cases }) => cases)) {
  test(`README: ${command}`, async () => {
    const [npx, program, ...args] = command.split(' ');
    assert.deepEqual([npx, program], ['npx', 'irqline']);
    const ran = await runIrqline(args, { directory: root, environment: { NO_COLOR: '1' } });
    assert.equal(ran.exitCode, exitCode, ran.stderr);
    assert.ok(matches(stdout, ran.stdout), `the README does not show what it prints:\n${ran.stdout}`);
  });
}
