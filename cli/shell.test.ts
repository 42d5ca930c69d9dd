import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { quoted } from './shell.js';
import { WarmIrqline } from './warm.test.support.js';

/** The words of a command, as a shell takes them. */
const wordsOf = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', String.raw`printf '%s\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

void describe('the words of a command', () => {
  const warm = new WarmIrqline();
  const directory = mkdtempSync(join(tmpdir(), 'irqline-shell-'));
  after(async () => {
    await warm.close();
    rmSync(directory, { recursive: true });
  });

  void it('come through a shell as they are', () => {
    const words = ['plain/path-1.json', 'a b', "it's", '$HOME', '`id`', '*', '~', '', 'a\nb', '\\', '"', 'a;b', '#'];
    assert.deepEqual(wordsOf(words.map(quoted).join(' ')), words);
  });

  void it('of what is to be typed to see a failure again lead to it, wherever it was kept', async () => {
    const failed = await warm.run(['check', '--mutant', 'read-clears', '--traces', "my $traces'"], directory);
    const commands = failed.stdout.match(/^ {2}npx irqline .*$/gm) ?? [];
    assert.equal(commands.length, 2, failed.stdout);
    for (const command of commands) {
      const [npx, irqline, ...args] = wordsOf(command);
      assert.deepEqual([npx, irqline], ['npx', 'irqline']);
      const again = await warm.run(args, directory);
      assert.equal(again.exitCode, 1, `${command}\n${again.stderr}`);
    }
  });
});
