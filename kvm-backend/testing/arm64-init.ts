import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { serveAsInit } from '../guest/serve-as-init.js';

// The first process of an arm64 machine with KVM, as far as QEMU can be one, on which the tests run commands.

/** A command to run. */
export interface CommandRequest {
  /** What comes after `node`. */
  readonly args: readonly string[];
  /** The number of the user who runs it; root otherwise. */
  readonly user?: number;
}

/** What became of it. */
export interface CommandReply {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The command lines of processes that it left, ended ones that nobody waits for among them. */
  readonly left: readonly string[];
  readonly elapsedMs: number;
}

const APP = '/app';
const ENVIRONMENT = { PATH: '/bin', HOME: '/tmp', NO_COLOR: '1' };

mkdirSync(tmpdir(), { recursive: true, mode: 0o1777 });
serveAsInit({
  run: (request: CommandRequest) => run(request),
  /** The text of a file. */
  read: (path: string) => readFileSync(path, 'utf8'),
});
writeFileSync('/proc/sys/kernel/print-fatal-signals', '1');

function run({ args, user }: CommandRequest): CommandReply {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: APP,
    env: ENVIRONMENT,
    encoding: 'utf8',
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  return { exitCode: status, stdout, stderr, left: others(), elapsedMs: performance.now() - start };
}

/** All processes but this one and the kernel's own threads, which are children of kthreadd. */
function others(): readonly string[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return numbers.flatMap((number) => {
    const status = readFileSync(`/proc/${number}/status`, 'utf8');
    const isOfKernel = /^Kthread:\s*1$/m.test(status) || number === '2' || /^PPid:\s*2$/m.test(status);
    return isOfKernel ? [] : [`${number} ${readFileSync(`/proc/${number}/cmdline`, 'utf8').replaceAll('\0', ' ')}`];
  });
}
