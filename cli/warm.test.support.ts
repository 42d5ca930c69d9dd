import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Asked, Ran } from './transcript.test.support.js';

const program = fileURLToPath(new URL('warm-child.test.support.js', import.meta.url));

/**
 * One process that runs `irqline` again and again, without colour: loading the program takes longer than most commands do.
 * For commands whose output and exit code matter; what has to do with the process itself (signals, pipes, environment)
 * needs `runIrqline`, as does the proof that there is such a program.
 */
export class WarmIrqline {
  #child: ChildProcess | undefined;

  /** @throws Error when the process ends instead */
  async run(args: readonly string[], directory: string, environment: Asked['environment'] = {}): Promise<Ran> {
    if (this.#child?.connected !== true) this.#child = start();
    const child = this.#child;
    const over = new AbortController();
    try {
      const asked: Asked = { args, directory, environment };
      child.send(asked);
      const { signal } = over;
      const dead = once(child, 'exit', { signal }).then(([code]): never => {
        throw new Error(`irqline ${args.join(' ')} ended its process with ${code as number}`);
      });
      const [ran] = (await Promise.race([once(child, 'message', { signal }), dead])) as [Ran];
      return ran;
    } finally {
      over.abort();
    }
  }

  /** Resolves when the process has ended. */
  async close(): Promise<void> {
    if (this.#child?.connected !== true) return;
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}

function start(): ChildProcess {
  const { FORCE_COLOR: _, COLUMNS: __, ...inherited } = process.env;
  return fork(program, { env: { ...inherited, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}
