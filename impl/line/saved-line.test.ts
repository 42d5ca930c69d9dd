import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import { spiFromCell } from '../int-id.js';
import { RecordingGic } from '../recording-gic.js';
import { IrqLine } from './irq-line.js';
import { LineStateCodec } from './saved-line.js';

const spi = spiFromCell(5);

test('a line state decodes to itself', () => {
  for (const status of [0, 1, 2, 3]) {
    const state = { status, open: true, stuckHigh: false };
    assert.deepEqual(LineStateCodec.decode(LineStateCodec.encode(state)), { _tag: 'Right', right: state });
  }
  assert.ok(LineStateCodec.is({ status: 3, open: false, stuckHigh: true }));
});

test('a status with undefined bits, or with something else than bits, is no line state', () => {
  for (const status of [4, 7, -1, 0.5, 2 ** 32, 2 ** 32 + 1, Number.NaN, '1', null, undefined]) {
    assert.ok(isLeft(LineStateCodec.decode({ status, open: true, stuckHigh: false })), String(status));
  }
  for (const wrong of [{ status: 1 }, { status: 1, open: 1, stuckHigh: false }, null, 'closed']) {
    assert.ok(isLeft(LineStateCodec.decode(wrong)));
  }
});

/** What a driver and a device do to a line; saved after each of these steps. */
const story: readonly ((line: IrqLine) => unknown)[] = [
  (line) => line.triggerQueue(),
  (line) => line.open(),
  (line) => line.triggerQueue(),
  (line) => line.triggerConfig(),
  (line) => line.ack(VRING),
  (line) => line.triggerQueue(),
  (line) => line.ack(VRING | CONFIG),
  (line) => line.reset(),
  (line) => line.triggerQueue(),
  (line) => line.open(),
  (line) => line.triggerConfig(),
];

for (const delivery of ['edge', 'level'] as const) {
  for (let cut = 0; cut <= story.length; cut += 1) {
    test(`${delivery}: a line saved after step ${cut} and restored elsewhere goes on like the original`, () => {
      const gic = new RecordingGic();
      const original = new IrqLine({ gic, spi, delivery });
      for (const step of story.slice(0, cut)) step(original);
      const decoded = LineStateCodec.decode(JSON.parse(JSON.stringify(original.saveState())));
      assert.ok(isRight(decoded));
      const newGic = new RecordingGic();
      const restored = new IrqLine({ gic: newGic, spi, delivery });
      restored.restoreState(decoded.right);

      assert.deepEqual([restored.status, restored.isOpen], [original.status, original.isOpen]);
      const pending = original.isOpen && original.status !== 0;
      const signals = newGic.take().map((signal) => signal.kind);
      if (delivery === 'edge') assert.deepEqual(signals, pending ? ['pulse'] : []);
      else assert.equal(newGic.level(spi), pending);

      gic.take();
      for (const step of story.slice(cut)) {
        assert.deepEqual(step(restored), step(original));
        assert.equal(restored.status, original.status);
        assert.deepEqual(newGic.take(), gic.take());
      }
    });
  }
}

test('a restore whose signal is refused is in place, and signalling again delivers', () => {
  for (const delivery of ['edge', 'level'] as const) {
    const gic = new RecordingGic();
    const line = new IrqLine({ gic, spi, delivery });
    gic.refuseNext(1);
    assert.throws(() => line.restoreState({ status: CONFIG, open: true, stuckHigh: false }), { code: 'GIC_REFUSED' });
    assert.deepEqual([line.status, line.isOpen], [CONFIG, true]);
    line.resignal();
    assert.equal(gic.take().length, 1);
  }
});

test('between update and pulse a save keeps the bit, and the restored line makes the pulse', () => {
  const line = new IrqLine({ gic: new RecordingGic(), spi, delivery: 'edge' });
  line.open();
  line.beginTrigger(VRING).advance();
  const gic = new RecordingGic();
  new IrqLine({ gic, spi, delivery: 'edge' }).restoreState(line.saveState());
  assert.equal(gic.take().length, 1);
});

test('assigning a state tells the GIC nothing', () => {
  const gic = new RecordingGic();
  const line = new IrqLine({ gic, spi, delivery: 'level' });
  line.assignState({ status: VRING, open: true, stuckHigh: false });
  assert.equal(line.status, VRING);
  assert.deepEqual(gic.take(), []);
});
