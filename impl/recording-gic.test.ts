import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spiFromCell } from './int-id.js';
import { RecordingGic } from './recording-gic.js';

const spi = spiFromCell(3);
const other = spiFromCell(4);

test('signals are recorded in order, and taken once', () => {
  const gic = new RecordingGic();
  gic.pulseSpi(spi);
  gic.setSpiLevel(other, true);
  gic.setSpiLevel(other, false);
  assert.deepEqual(gic.take(), [
    { kind: 'pulse', intId: 35 },
    { kind: 'assert', intId: 36 },
    { kind: 'deassert', intId: 36 },
  ]);
  assert.deepEqual(gic.take(), []);
});

test('each line has its own level, low at first and after a pulse', () => {
  const gic = new RecordingGic();
  gic.setSpiLevel(other, true);
  assert.deepEqual([gic.level(spi), gic.level(other)], [false, true]);
  gic.pulseSpi(other);
  assert.equal(gic.level(other), false);
});

test('a refusal changes nothing, and only as many signals as asked are refused', () => {
  const gic = new RecordingGic();
  gic.refuseNext(2);
  assert.throws(() => gic.pulseSpi(spi), { code: 'GIC_REFUSED' });
  assert.throws(() => gic.setSpiLevel(spi, true), { code: 'GIC_REFUSED' });
  assert.equal(gic.level(spi), false);
  gic.pulseSpi(spi);
  assert.deepEqual(gic.take(), [{ kind: 'pulse', intId: 35 }]);
});

test('a pulse that fails half way leaves the line high, once', () => {
  const gic = new RecordingGic();
  gic.failNextPulseHalfWay();
  assert.throws(() => gic.pulseSpi(spi), { code: 'GIC_LINE_LEFT_HIGH' });
  assert.equal(gic.level(spi), true);
  gic.setSpiLevel(spi, false);
  gic.pulseSpi(spi);
  assert.deepEqual(
    gic.take().map((signal) => signal.kind),
    ['assert', 'deassert', 'pulse'],
  );
});

test('a restored GIC has the levels of the saved one, and no others', () => {
  const gic = new RecordingGic();
  gic.setSpiLevel(spi, true);
  const saved = gic.saveState();
  const restored = new RecordingGic();
  restored.setSpiLevel(other, true);
  restored.restoreState(saved);
  assert.deepEqual([restored.level(spi), restored.level(other)], [true, false]);
});

test('a truncated, foreign or future state is refused and changes nothing', () => {
  const gic = new RecordingGic();
  gic.setSpiLevel(spi, true);
  const saved = gic.saveState();
  const text = new TextDecoder().decode(saved);
  const bad = [
    ['SAVED_STATE_MALFORMED', text.slice(0, -1)],
    ['SAVED_STATE_FOREIGN', text.replace('recording-gic', 'other-gic')],
    ['SAVED_STATE_FROM_THE_FUTURE', text.replace('"version":1', '"version":2')],
  ] as const;
  gic.setSpiLevel(other, true);
  for (const [code, wrong] of bad) {
    assert.throws(() => gic.restoreState(new TextEncoder().encode(wrong)), { code });
    assert.deepEqual([gic.level(spi), gic.level(other)], [true, true]);
  }
});
