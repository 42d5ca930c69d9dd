import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VRING } from '../../spec/virtio-mmio.js';
import { spiFromCell } from '../int-id.js';
import { RecordingGic } from '../recording-gic.js';
import { IrqLine } from './irq-line.js';

const spi = spiFromCell(5);

/** An edge line whose first pulse stayed high: no later pulse makes an edge until it has been lowered. */
function stuckLine(): { gic: RecordingGic; line: IrqLine; kinds: () => string[] } {
  const gic = new RecordingGic();
  const line = new IrqLine({ gic, spi, delivery: 'edge' });
  line.open();
  gic.failNextPulseHalfWay();
  assert.throws(() => line.triggerQueue(), { code: 'GIC_LINE_LEFT_HIGH' });
  assert.equal(line.status, VRING);
  assert.equal(gic.level(spi), true);
  gic.take();
  return { gic, line, kinds: () => gic.take().map((signal) => signal.kind) };
}

test('a line left high is lowered before the next pulse, once', () => {
  const { line, kinds } = stuckLine();
  line.triggerQueue();
  assert.deepEqual(kinds(), ['deassert', 'pulse']);
  line.triggerQueue();
  assert.deepEqual(kinds(), ['pulse']);
});

test('another thread lowers it too: that the line is high is kept in the shared words', () => {
  const { gic, line, kinds } = stuckLine();
  IrqLine.attach(line.share(), gic).triggerConfig();
  assert.deepEqual(kinds(), ['deassert', 'pulse']);
});

test('a line left high is lowered at reset', () => {
  const { gic, line, kinds } = stuckLine();
  line.reset();
  assert.deepEqual(kinds(), ['deassert']);
  assert.equal(gic.level(spi), false);
  line.reset();
  assert.deepEqual(kinds(), []);
});

test('a line left high is lowered at restore, with a pulse when something is pending', () => {
  for (const [status, open, expected] of [
    [VRING, true, ['deassert', 'pulse']],
    [0, true, ['deassert']],
    [VRING, false, ['deassert']],
  ] as const) {
    const { line, kinds } = stuckLine();
    line.restoreState({ ...line.saveState(), status, open });
    assert.deepEqual(kinds(), expected);
    assert.equal(line.saveState().stuckHigh, false);
  }
});

test('a line left high is still lowered when an earlier state is put back: the GIC may not have been put back', () => {
  const { gic, line, kinds } = stuckLine();
  line.restoreState({ status: 0, open: true, stuckHigh: false });
  assert.deepEqual(kinds(), ['deassert']);
  assert.equal(gic.level(spi), false);
  line.triggerQueue();
  assert.deepEqual(kinds(), ['pulse']);
});

test('when lowering is refused, nothing is pulsed and the line is still known to be high', () => {
  const { gic, line, kinds } = stuckLine();
  for (const attempt of [() => line.triggerQueue(), () => line.resignal(), () => line.reset()]) {
    gic.refuseNext(1);
    assert.throws(attempt, { code: 'GIC_REFUSED' });
    assert.deepEqual(kinds(), []);
    assert.equal(line.saveState().stuckHigh, true);
  }
  assert.equal(line.isOpen, false, 'a reset closes the gate also when the GIC refuses');
  line.reset();
  assert.deepEqual(kinds(), ['deassert']);
});

test('a refused pulse is not taken for a line left high', () => {
  const gic = new RecordingGic();
  const line = new IrqLine({ gic, spi, delivery: 'edge' });
  line.open();
  gic.refuseNext(1);
  assert.throws(() => line.triggerQueue(), { code: 'GIC_REFUSED' });
  assert.equal(line.saveState().stuckHigh, false);
});
