import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdict } from '../../model/delivery/index.js';
import { checkRecording } from './check-recording.js';
import { lostInterruptRecording, readFixture } from './fixtures.js';

const lines = readFixture(lostInterruptRecording).trimEnd().split('\n');
const upTo = (line: number): string => lines.slice(0, line).join('\n');

test('while the handler runs nothing is lost, and with its end the event is', () => {
  assert.equal(checkRecording(upTo(158)).verdict, 'pass');
  const lost = checkRecording(upTo(159)).lost;
  assert.deepEqual(
    lost?.events.map(({ line }) => line),
    [156],
  );
  assert.equal(lost?.sinceLine, 159);
});

test('the same change a moment later makes an edge, and is not lost', () => {
  const later = [
    ...lines.slice(0, 155),
    'virtio_mmio_write offset 0x64 value 0x1',
    'virtio_mmio_irq 0',
    'virtio_mmio_irq 1',
    'icc_eoir1_write cpu 0x0 value 0x4f',
  ];
  const result = checkRecording(later.join('\n'));
  assert.equal(result.verdict, 'pass');
  assert.equal(result.followed.states.at(-1)?.pending, true);
});

test('the story names the lines that tell it', () => {
  const { lost } = checkRecording(upTo(161));
  const numbers = lost?.story.map((sentence) => sentence.match(/\b1[456]\d\b/g)?.map(Number) ?? []);
  assert.deepEqual(numbers, [[153, 154], [157, 155], [156, 158, 161], [159], []]);
  assert.match(lost?.story[1] ?? '', /acknowledges 1.*keeps 2/);
});

test('the explorer finds its profile LOST and dead, and the same with another detector SAFE', () => {
  const { lost } = checkRecording(upTo(161));
  assert.ok(lost);
  const found = verdict(lost.profile, 2);
  assert.ok(found.kind !== 'INCONCLUSIVE');
  assert.deepEqual([found.kind, found.dead], ['LOST', true]);
  assert.equal(verdict({ ...lost.profile, detector: 'assert' }, 2).kind, 'SAFE');
});
