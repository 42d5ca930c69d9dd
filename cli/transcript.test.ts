import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { matches, parseTranscript, runIrqline, type TranscriptCase } from './transcript.test.support.js';
import { WarmIrqline } from './warm.test.support.js';

const markdown = readFileSync(new URL('../../cli/transcript.md', import.meta.url), 'utf8');

void describe('the transcript of the command line', () => {
  const warm = new WarmIrqline();
  after(async () => warm.close());
  for (const { title, files, cases } of parseTranscript(markdown)) {
    void it(title, async () => {
      const directory = mkdtempSync(join(tmpdir(), 'irqline-transcript-'));
      try {
        for (const { name, text } of files) writeFileSync(join(directory, name), text);
        for (const entry of cases) await follows(entry, directory, warm);
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  }
});

void describe('how the transcript is compared', () => {
  void it('takes … for anything within a line, and on a line of its own for any lines', () => {
    assert.ok(matches(['a … c', '…', 'end'], 'a b c\nx\ny\nend\n'));
    assert.ok(matches(['…'], ''));
    assert.ok(!matches(['a … c'], 'a b c\nmore\n'));
    assert.ok(!matches(['…', 'end'], 'end\nmore\n'));
    assert.ok(!matches(['a.c'], 'abc\n'));
    assert.ok(!matches([], 'something\n'));
  });

  void it('refuses a block that would check nothing', () => {
    assert.throws(() => parseTranscript('## A\n```console\n$ irqline doctor\n```'), /line 3: .*\[exit n\]/);
    assert.throws(() => parseTranscript('```console\n$ irqline\n[exit 2]\n```'), /no section/);
  });
});

/** What is asked for the version, or for nothing, comes as a process of its own, to see that one works; so does what is interrupted. */
async function follows(entry: TranscriptCase, directory: string, warm: WarmIrqline): Promise<void> {
  const [program, ...args] = entry.command.split(' ');
  assert.equal(program, 'irqline', `line ${entry.line}`);
  const ran =
    entry.interrupted || args.length === 0 || args[0] === '--version'
      ? await runIrqline(args, {
          directory,
          environment: { NO_COLOR: '1' },
          ...(entry.interrupted ? { onProgress: (interrupt) => interrupt() } : {}),
        })
      : await warm.run(args, directory);
  const shown = `transcript.md:${entry.line}: ${entry.command}\n${ran.stdout}\n--- stderr\n${ran.stderr}\n--- exit ${ran.exitCode}`;
  assert.equal(ran.exitCode, entry.exitCode, shown);
  assert.ok(matches(entry.stdout, ran.stdout), `stdout differs from ${shown}`);
  assert.ok(matches(entry.stderr, withoutProgress(ran.stderr)), `stderr differs from ${shown}`);
}

/** Whether there is progress to show depends on how fast the machine is. */
function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^\S.*? [=-]+ \d+% .*\n+/gm, '');
}
