import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { CALLED_OFF, guestLayout } from '../agent/operations.js';
import { TurnWord } from './turn-word.js';

const memory = new ArrayBuffer(guestLayout.turn - guestLayout.memory + 4);

void test('a turn is passed on, and seen by whoever waits for it', () => {
  const turn = new TurnWord(memory);
  turn.pass(3);
  assert.ok(new TurnWord(memory).await(3));
  turn.start();
  assert.equal(turn.value, 0);
});

void test('nobody waits for ever: not for what is late, and not once everyone is called off', () => {
  const turn = new TurnWord(memory);
  turn.start();
  let looks = 0;
  assert.ok(!turn.await(7, () => ++looks === 2));
  turn.callOff();
  assert.ok(!turn.await(7));
  turn.pass(7);
  assert.equal(turn.value, CALLED_OFF, 'a late turn does not call everyone back');
});

void test('a turn that is passed while everyone is called off calls nobody back', () => {
  const turn = new TurnWord(memory);
  const load = Atomics.load.bind(Atomics);
  turn.start();
  // As another thread may, just after this one has looked.
  const look = mock.method(Atomics, 'load', (words: Uint32Array, index: number) => {
    const value = load(words, index);
    turn.callOff();
    return value;
  });
  turn.pass(1);
  assert.ok(look.mock.callCount() > 0);
  look.mock.restore();
  assert.equal(turn.value, CALLED_OFF);
});
