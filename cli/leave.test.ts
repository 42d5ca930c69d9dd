import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const leave = new URL('./leave.js', import.meta.url).href;

/** Runs a script that reports `ready`, sends it signals, and tells how it ended and what it said. */
async function signalled(body: string, signals: readonly NodeJS.Signals[]): Promise<readonly [number | null, string]> {
  const script = `
    import { leavingCleanly } from '${leave}';
    process.on('exit', () => console.log('cleared'));
    const wait = () => new Promise((resolve) => setTimeout(resolve, 10_000));
    await leavingCleanly(async (spare) => { ${body} console.log('ready'); await wait(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString('utf8');
    const signal = /(ready|heard)\n$/.test(said) ? signals[said.split('heard').length - 1] : undefined;
    if (signal !== undefined) child.kill(signal);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return [code, said];
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  void test(`${signal} ends the process by its own hand, with everything cleared`, async () => {
    assert.deepEqual(await signalled('', [signal]), [130, 'ready\ncleared\n']);
  });
}

void test('an interrupt that is spared is heard by the work, and the next one ends it', async () => {
  const body = `spare(); process.once('SIGINT', () => console.log('heard'));`;
  assert.deepEqual(await signalled(body, ['SIGINT', 'SIGINT']), [130, 'ready\nheard\ncleared\n']);
});
