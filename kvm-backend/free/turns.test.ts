import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentCommand } from '../agent/operations.js';
import { rosterOf, type Turn } from './turns.js';

const iar: AgentCommand = { operation: 'readIAR1' };
const rpr: AgentCommand = { operation: 'readRPR' };
/** A list as one line: `await 3, readIAR1, publish 4`. */
const said = (commands: readonly AgentCommand[] = []): string =>
  commands
    .map(({ operation, value }) =>
      operation === 'await' || operation === 'publish' ? `${operation} ${value}` : operation,
    )
    .join(', ');

void test('a vCPU in the guest waits for its turns there; one outside enters for each of its own', () => {
  const acts: string[] = [];
  const turns: readonly Turn[] = [
    { kind: 'enter', vcpu: 1 },
    { kind: 'guest', vcpu: 0, commands: [iar] },
    { kind: 'host', act: () => acts.push('pulse') },
    { kind: 'guest', vcpu: 1, commands: [iar, rpr] },
    { kind: 'leave', vcpu: 1 },
    { kind: 'guest', vcpu: 1, commands: [rpr] },
  ];
  const { stays, host, places } = rosterOf(turns);
  assert.deepEqual(
    stays.get(0)?.map(({ startsAt, commands, thenTurn }) => [startsAt, said(commands), thenTurn]),
    [[1, 'readIAR1', 2]],
  );
  assert.deepEqual(
    stays.get(1)?.map(({ startsAt, commands, thenTurn }) => [startsAt, said(commands), thenTurn]),
    [
      [0, 'publish 1, await 3, readIAR1, readRPR, publish 4, await 4', 5],
      [5, 'readRPR', 6],
    ],
  );
  assert.deepEqual(
    host.map(({ turn }) => turn),
    [2],
  );
  assert.deepEqual(places, [
    undefined,
    { vcpu: 0, stay: 0, first: 0, count: 1 },
    undefined,
    { vcpu: 1, stay: 0, first: 2, count: 2 },
    undefined,
    { vcpu: 1, stay: 1, first: 0, count: 1 },
  ]);
});

void test('who is in the guest at the end leaves when everything is done; entering twice and leaving twice are nobody’s', () => {
  const { stays, host } = rosterOf([
    { kind: 'leave', vcpu: 0 },
    { kind: 'enter', vcpu: 0 },
    { kind: 'enter', vcpu: 0 },
  ]);
  assert.deepEqual(stays.get(0), [
    {
      startsAt: 1,
      commands: [
        { operation: 'publish', address: 0x4003_0000, value: 2 },
        { operation: 'await', address: 0x4003_0000, value: 3 },
      ],
      thenTurn: undefined,
    },
  ]);
  assert.deepEqual(
    host.map(({ turn }) => turn),
    [0, 2],
  );
});
