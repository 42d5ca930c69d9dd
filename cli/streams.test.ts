import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { runIrqline } from './transcript.test.support.js';
import { WarmIrqline } from './warm.test.support.js';

void describe('what machines read', { concurrency: 1 }, () => {
  const warm = new WarmIrqline();
  after(async () => warm.close());

  void it('--json puts exactly one object on stdout', async () => {
    const ran = await warm.run(
      ['check', '--layer', 'device', '--runs', '1000000', '--time', '0s', '--seed', '1', '--json'],
      tmpdir(),
    );
    const { results } = JSON.parse(ran.stdout) as { results: { subject: string; stoppedEarly: boolean }[] };
    assert.deepEqual(
      results.map(({ subject, stoppedEarly }) => [subject, stoppedEarly]),
      [['impl', true]],
    );
  });

  void it('--json of a failure carries the run, and the seed that finds it again', async () => {
    await inDirectory(async (directory) => {
      const first = await warm.run(['check', '--mutant', 'read-clears', '--seed', '3', '--json'], directory);
      const failure = failureIn(first.stdout);
      const seed = String(failure.seed);
      const again = await warm.run(
        ['check', '--mutant', 'read-clears', '--seed', seed, '--runs', '100', '--layer', 'device', '--json'],
        directory,
      );
      assert.deepEqual([first.exitCode, again.exitCode], [1, 1]);
      assert.deepEqual(failureIn(again.stdout).run, failure.run);
    });
  });

  void it('an interrupted check is one JSON object, too, with progress on stderr alone, and leaves no half-written file', async () => {
    await inDirectory(async (directory) => {
      const ran = await runIrqline(['check', '--runs', '1000000', '--seed', '1', '--json', '--junit', 'report.xml'], {
        directory,
        onProgress: (interrupt) => interrupt(),
      });
      assert.equal(ran.exitCode, 130);
      assert.match(ran.stderr, /runs\/?.*\/s/);
      const { verdict, results } = JSON.parse(ran.stdout) as {
        verdict: string;
        results: { interrupted: boolean; runs: number }[];
      };
      assert.equal(verdict, 'inconclusive');
      assert.ok(results.some(({ interrupted, runs }) => interrupted && runs > 0));
      assert.deepEqual(readdirSync(directory), ['report.xml']);
    });
  });

  void it('the same seed prints the same findings', async () => {
    await inDirectory(async (directory) => {
      const args = ['check', '--mutant', 'status-assigned', '--seed', '9', '--layer', 'device'];
      const [one, other] = await Promise.all([runIrqline(args, { directory }), warm.run(args, directory)]);
      assert.equal(withoutRates(one.stdout), withoutRates(other.stdout));
    });
  });
});

void describe('colour', () => {
  void it('is kept out of a pipe, in a CI as well, and changes nothing but colour', async () => {
    await inDirectory(async (directory) => {
      const args = ['check', '--mutant', 'reset-keeps-status', '--seed', '1'];
      const plain = await runIrqline(args, { directory, environment: { CI: 'true' } });
      const coloured = await runIrqline(args, { directory, environment: { FORCE_COLOR: '1' } });
      assert.equal(plain.stdout, stripVTControlCharacters(plain.stdout));
      assert.notEqual(coloured.stdout, stripVTControlCharacters(coloured.stdout));
      assert.equal(withoutRates(stripVTControlCharacters(coloured.stdout)), withoutRates(plain.stdout));
    });
  });
});

interface JsonFailure {
  readonly seed: number;
  readonly run: unknown;
}

function failureIn(stdout: string): JsonFailure {
  const { results } = JSON.parse(stdout) as { results: { failure?: JsonFailure }[] };
  const failure = results.find((result) => result.failure !== undefined)?.failure;
  assert.ok(failure !== undefined, stdout);
  return failure;
}

function withoutRates(text: string): string {
  return text.replaceAll(/[\d,]+ actions\/s/g, 'n actions/s');
}

async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'irqline-streams-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
