import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { AdapterClient } from './client.js';
import { fakeAdapter, running } from './fake-fault.test.support.js';

void describe('a program that is asked in lines', { concurrency: 1 }, () => {
  void it('answers each, and is told off when it says more', async () => {
    const client = new AdapterClient('while read line; do echo "$line!"; done; echo more', 20_000);
    assert.deepEqual(await client.ask(['one', 'two']), { lines: ['one!', 'two!'] });
    await client.close();
    const talker = new AdapterClient('while read line; do echo "$line!"; echo more; done', 20_000);
    assert.deepEqual((await talker.ask(['one'])).lines, ['one!']);
    await setTimeout(300);
    await assert.rejects(talker.ask(['two']), {
      code: 'ADAPTER_MALFORMED',
      detail: 'the adapter said more without being asked',
    });
    await talker.close();
  });

  void it('is ended with all that the shell started for it', async () => {
    const client = new AdapterClient(`${fakeAdapter('impl', { at: 1, do: 'hang' })}; true`, 1000);
    await assert.rejects(client.ask(['{"kind":"apply","action":{}}']), { code: 'ADAPTER_SILENT' });
    await client.close();
    await setTimeout(100);
    assert.deepEqual(running(), []);
  });

  void it('has ended when it has, whoever else still holds its streams', async () => {
    const MINUTE = `sleep 60.${process.pid}`;
    // What is in a session of its own is not ours to end, and keeps all three streams open.
    const client = new AdapterClient(`setsid ${MINUTE} & read line; echo "so $line" >&2; exit 3`, 20_000);
    const { end } = await client.ask(['one']);
    await client.close();
    const left = running(MINUTE.replace(' ', '\0'));
    for (const pid of left) process.kill(Number(pid));
    assert.deepEqual(
      [end?.how, left.length],
      ['the adapter ended with 3, and its last words were "so one"', 1],
      'and not when the other one had had its minute',
    );
  });
});
