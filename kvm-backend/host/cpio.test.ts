import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCpio, type CpioEntry } from './cpio.js';

interface Member {
  readonly name: string;
  readonly mode: number;
  readonly device: readonly [number, number];
  readonly data: string;
}

/** Reads an archive by the layout of the kernel's document, independently of the writer. */
function readCpio(archive: Buffer): readonly Member[] {
  const members: Member[] = [];
  for (let at = 0; at < archive.length;) {
    assert.equal(archive.toString('latin1', at, at + 6), '070701', `magic at ${at}`);
    const field = (index: number) =>
      Number.parseInt(archive.toString('latin1', at + 6 + 8 * index, at + 14 + 8 * index), 16);
    const nameEnd = at + 110 + field(11);
    const dataStart = Math.ceil(nameEnd / 4) * 4;
    members.push({
      name: archive.toString('utf8', at + 110, nameEnd - 1),
      mode: field(1),
      device: [field(9), field(10)],
      data: archive.toString('utf8', dataStart, dataStart + field(6)),
    });
    at = Math.ceil((dataStart + field(6)) / 4) * 4;
  }
  return members;
}

const entries: readonly CpioEntry[] = [
  { kind: 'file', path: '/a/b/note', data: Buffer.from('five!') },
  { kind: 'file', path: '/a/run', data: Buffer.from(''), executable: true },
  { kind: 'link', path: '/lib', target: 'usr/lib' },
  { kind: 'folder', path: '/a' },
  { kind: 'folder', path: '/proc' },
  { kind: 'characterDevice', path: '/dev/console', major: 5, minor: 1 },
];

void test('an archive holds each entry, the folders above it once and before it, and the trailer', () => {
  const archive = Buffer.concat([...writeCpio(entries)]);
  const none = [0, 0] as const;
  assert.deepEqual(readCpio(archive), [
    { name: 'a', mode: 0o040755, device: none, data: '' },
    { name: 'a/b', mode: 0o040755, device: none, data: '' },
    { name: 'a/b/note', mode: 0o100644, device: none, data: 'five!' },
    { name: 'a/run', mode: 0o100755, device: none, data: '' },
    { name: 'lib', mode: 0o120777, device: none, data: 'usr/lib' },
    { name: 'proc', mode: 0o040755, device: none, data: '' },
    { name: 'dev', mode: 0o040755, device: none, data: '' },
    { name: 'dev/console', mode: 0o020600, device: [5, 1], data: '' },
    { name: 'TRAILER!!!', mode: 0o100644, device: none, data: '' },
  ]);
});

void test('the same entries give the same bytes, whenever they are written', () => {
  const [first, second] = [1, 2].map(() => Buffer.concat([...writeCpio(entries)]));
  assert.deepEqual(first, second);
});
