import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../host/command.js';
import { needs } from '../testing/requirement.js';
import { assemble } from './assemble.js';
import { agentImage } from './image.js';
import { guestLayout, LONGEST_LIST, readResults, writeCommands } from './operations.js';

const source = fileURLToPath(new URL('../../../kvm-backend/agent/agent.S', import.meta.url));

void test(
  'the bytes of the agent are those of its source',
  needs(findProgram('aarch64-linux-gnu-as') !== undefined, 'no aarch64-linux-gnu-as here'),
  () => assert.deepEqual(Buffer.from(assemble(source)), Buffer.from(agentImage), 'run `npm run agent`'),
);

void test('the operations are the slots of the source, in its order', () => {
  const slots = readFileSync(source, 'utf8').split('slots:')[1]?.split('modify:')[0] ?? '';
  const commented = [...slots.matchAll(/\/\/ (\S+)(?: (\S+))?$/gm)].map(([, verb, register]) =>
    register === undefined ? verb : `${verb}${register.replace(/^ICC_/, '').replace(/_EL1$/, '')}`,
  );
  const view = new DataView(new ArrayBuffer(guestLayout.commandsBytes));
  for (const [slot, operation] of commented.entries()) {
    writeCommands(view, [{ operation: operation as 'done' }]);
    assert.equal(view.getBigUint64(0, true), BigInt(slot), operation);
  }
  assert.equal(commented.length, 29);
});

void test('a list is commands of 32 bytes, ended by `done`; results come back in order', () => {
  const view = new DataView(new ArrayBuffer(guestLayout.commandsBytes));
  writeCommands(view, [{ operation: 'store32', address: 0x0800_0100, value: 0xffff_ffff }, { operation: 'readIAR1' }]);
  const words = Array.from({ length: 9 }, (_, index) => view.getBigUint64(8 * index, true));
  assert.deepEqual(words, [7n, 0x0800_0100n, 0xffff_ffffn, 0n, 9n, 0n, 0n, 0n, 0n]);
  view.setBigUint64(24, 7n, true);
  view.setBigUint64(56, 1023n, true);
  assert.deepEqual(readResults(view, 2), [7, 1023]);
});

void test('a list that does not fit is refused', () => {
  const view = new DataView(new ArrayBuffer(guestLayout.commandsBytes));
  const list = Array.from({ length: LONGEST_LIST + 1 }, () => ({ operation: 'readIAR1' }) as const);
  assert.throws(() => writeCommands(view, list), RangeError);
  writeCommands(view, list.slice(1));
});
