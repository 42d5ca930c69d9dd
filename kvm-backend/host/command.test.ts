import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { endedWithUs, findProgram, runCommand } from './command.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a shell script that can be run, and returns its path. */
function script(name: string, ...lines: readonly string[]): string {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const path = join(folder, 'bin', name);
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

/** What still has its working directory in the folder when all had time to go; a process that is killed takes a moment. */
async function leftRunning(): Promise<readonly string[]> {
  for (let left = 100; left > 0 && running().length > 0; left -= 1) await setTimeout(20);
  return running();
}

function running(): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

void it('a program is found where it can be run: not a file that cannot, nor a folder of that name', () => {
  const path = process.env['PATH'];
  const program = script('found', 'exit 0');
  const [plain, named] = [join(folder, 'plain'), join(folder, 'named')];
  mkdirSync(plain);
  writeFileSync(join(plain, 'found'), '', { mode: 0o644 });
  mkdirSync(join(named, 'found'), { recursive: true });
  process.env['PATH'] = [plain, named, join(folder, 'bin')].join(':');
  try {
    assert.deepEqual([findProgram('found'), findProgram('not-there')], [program, undefined]);
  } finally {
    process.env['PATH'] = path;
  }
});

describe('a command that fills a part of the cache', () => {
  it('ends with us, and what it has begun goes: also what is written by a process that it has started', async () => {
    // As dpkg-deb does with tar: hundreds of files, which come while the folder is being removed.
    const busy = 'i=0; while :; do i=$((i+1)); mkdir -p "$i/deep"; : > "$i/deep/file"; done';
    script('unpack', `( ${busy} ) & wait`);
    const program = `
      import { cached } from ${JSON.stringify(new URL('cache.js', import.meta.url).href)};
      import { runCommand } from ${JSON.stringify(new URL('command.js', import.meta.url).href)};
      process.on('SIGTERM', () => process.exit(130));
      await cached(process.argv[1], (cwd) => runCommand('unpack', [], { cwd, failure: 'KVM_HOST_FETCH_FAILED' }));`;
    const cache = join(folder, 'cache');
    for (let round = 0; round < 3; round += 1) {
      const args = ['--input-type=module', '-e', program, join(cache, 'part')];
      const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let told = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      while (child.exitCode === null && running().length < 2) await setTimeout(20);
      await setTimeout(100);
      child.kill('SIGTERM');
      assert.deepEqual([await ended, told], [130, '']);
      assert.deepEqual([readdirSync(cache), await leftRunning()], [[], []]);
    }
  });

  it('ends when its signal says so, with an error that names it', async () => {
    const path = script('sleeper', 'echo first >&2', 'sleep 60');
    const options = { cwd: folder, failure: 'KVM_HOST_FETCH_FAILED', signal: AbortSignal.timeout(200) } as const;
    const { PATH } = process.env;
    process.env['PATH'] = `${join(path, '..')}:${PATH ?? ''}`;
    try {
      const detail = 'sleeper all ended with SIGKILL: first';
      await assert.rejects(runCommand('sleeper', ['all'], options), { code: 'KVM_HOST_FETCH_FAILED', detail });
      assert.deepEqual(await leftRunning(), []);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});

describe('a program that is to end with us', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
  });
  const started = (setpriv: readonly string[]): unknown => {
    const path = setpriv.length === 0 ? undefined : script('setpriv', ...setpriv);
    process.env['PATH'] = join(folder, 'bin');
    const how = endedWithUs('program', ['argument']);
    return how[0] === path ? how[1] : how;
  };

  it('is started by a setpriv that can see to it', () => {
    assert.deepEqual(started(['exit 0']), ['--pdeathsig', 'KILL', 'program', 'argument']);
  });
  it('is started as it is by one that cannot, such as that of util-linux before 2.33, or where there is none', () => {
    assert.deepEqual(started(['echo unrecognized option >&2', 'exit 1']), ['program', ['argument']]);
    rmSync(join(folder, 'bin'), { recursive: true });
    assert.deepEqual(started([]), ['program', ['argument']]);
  });
});
