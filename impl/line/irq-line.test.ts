import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import type { GicWires } from '../gic.js';
import { spiFromCell } from '../int-id.js';
import { RecordingGic } from '../recording-gic.js';
import { IrqLine } from './irq-line.js';
import type { Delivery } from './programs.js';

const spi = spiFromCell(5);

function openLine(delivery: Delivery): { gic: RecordingGic; line: IrqLine; kinds: () => string[] } {
  const gic = new RecordingGic();
  const line = new IrqLine({ gic, spi, delivery });
  line.open();
  return { gic, line, kinds: () => gic.take().map((signal) => signal.kind) };
}

/** Writes the raw status word, as a stray store of another thread would. */
function scribble(line: IrqLine, word: number): void {
  new Int32Array(line.share().memory)[0] = word;
}

for (const delivery of ['edge', 'level'] as const) {
  describe(`a line that delivers by ${delivery}`, () => {
    test('has no status and is closed at first', () => {
      const line = new IrqLine({ gic: new RecordingGic(), spi, delivery });
      assert.equal(line.status, 0);
      assert.equal(line.isOpen, false);
      assert.equal(line.spi, spi);
      assert.equal(line.delivery, delivery);
    });

    test('can be attached to by a thread that has only the wires of the GIC', () => {
      const { gic, line, kinds } = openLine(delivery);
      const wires: GicWires = {
        pulseSpi: gic.pulseSpi.bind(gic),
        setSpiLevel: gic.setSpiLevel.bind(gic),
      };
      const attached = IrqLine.attach(line.share(), wires);
      assert.equal(attached.triggerQueue(), true);
      assert.equal(line.status, VRING);
      assert.deepEqual(kinds(), [delivery === 'edge' ? 'pulse' : 'assert']);
    });

    test('N6: before DRIVER_OK nothing is set and nothing is sent', () => {
      const gic = new RecordingGic();
      const line = new IrqLine({ gic, spi, delivery });
      assert.equal(line.triggerQueue(), false);
      assert.equal(line.triggerConfig(), false);
      assert.equal(line.status, 0);
      assert.deepEqual(gic.take(), []);
    });

    test('N1: each event sets its own bit, which stays until that bit is acknowledged', () => {
      const { line } = openLine(delivery);
      assert.equal(line.triggerQueue(), true);
      assert.equal(line.status, VRING);
      assert.equal(line.triggerConfig(), true);
      assert.equal(line.status, VRING | CONFIG);
      line.ack(CONFIG);
      assert.equal(line.status, VRING);
      line.ack(CONFIG);
      assert.equal(line.status, VRING);
      line.ack(VRING);
      assert.equal(line.status, 0);
    });

    test('N15: an InterruptACK of 0 or of undefined bits clears nothing; one of all ones clears all', () => {
      const { line } = openLine(delivery);
      line.triggerQueue();
      line.triggerConfig();
      for (const mask of [0, 4, 0xffff_fffc, 0x8000_0000]) {
        line.ack(mask);
        assert.equal(line.status, VRING | CONFIG, `mask ${mask}`);
      }
      line.ack(0xffff_ffff);
      assert.equal(line.status, 0);
    });

    test('N1: bits that somebody scribbled into the status word are not shown', () => {
      const { line } = openLine(delivery);
      scribble(line, 0xffff_fffc | 0);
      assert.equal(line.status, 0);
      line.triggerConfig();
      assert.equal(line.status, CONFIG);
      line.ack(CONFIG);
      assert.equal(line.status, 0);
      line.reset();
      line.open();
      assert.doesNotMatch(inspect(line), /undefined bits/, 'a reset cleans the whole word');
    });

    test('N8: after a reset the status is clear and nothing is sent until the next DRIVER_OK', () => {
      const { gic, line } = openLine(delivery);
      line.triggerQueue();
      line.reset();
      gic.take();
      assert.deepEqual([line.status, line.isOpen, gic.level(spi)], [0, false, false]);
      assert.equal(line.triggerQueue(), false);
      assert.deepEqual(gic.take(), []);
      line.open();
      assert.equal(line.triggerQueue(), true);
      assert.equal(gic.take().length, 1);
    });

    test('when the GIC refuses, the bit stays, the caller is told, and a retry delivers', () => {
      const { gic, line, kinds } = openLine(delivery);
      for (const [trigger, bit] of [
        [() => line.triggerQueue(), VRING],
        [() => line.triggerConfig(), CONFIG],
      ] as const) {
        gic.refuseNext(1);
        assert.throws(trigger, { code: 'GIC_REFUSED' });
        assert.equal(line.status & bit, bit);
        assert.deepEqual(kinds(), []);
        assert.equal(trigger(), true);
        assert.deepEqual(kinds(), [delivery === 'edge' ? 'pulse' : 'assert']);
      }
    });

    test('an operation that threw leaves the critical section free', () => {
      const { gic, line } = openLine(delivery);
      gic.refuseNext(1);
      assert.throws(() => line.triggerQueue());
      gic.refuseNext(1);
      assert.throws(() => line.resignal());
      assert.equal(new Int32Array(line.share().memory)[2], 0);
    });

    test('a line attached to the shared words is the same line', () => {
      const { line } = openLine(delivery);
      const gic = new RecordingGic();
      const attached = IrqLine.attach(structuredClone(line.share()), gic);
      assert.equal(attached.spi.raw, spi.raw);
      assert.equal(attached.delivery, delivery);
      attached.triggerQueue();
      assert.equal(line.status, VRING);
      assert.equal(gic.take().length, 1);
      line.reset();
      assert.equal(attached.isOpen, false);
      assert.equal(attached.triggerQueue(), false);
    });
  });
}

test('edge: every event is a pulse of its own, also when its bit is already set', () => {
  const { line, kinds } = openLine('edge');
  line.triggerQueue();
  line.triggerQueue();
  line.triggerConfig();
  assert.deepEqual(kinds(), ['pulse', 'pulse', 'pulse']);
  line.ack(VRING | CONFIG);
  line.reset();
  assert.deepEqual(kinds(), []);
});

test('N5: level: the line is high while a bit of the status is set', () => {
  const { gic, line } = openLine('level');
  const level = (): boolean => gic.level(spi);
  line.triggerQueue();
  line.triggerConfig();
  assert.equal(level(), true);
  line.ack(VRING);
  assert.equal(level(), true);
  line.ack(CONFIG);
  assert.equal(level(), false);
  line.triggerConfig();
  assert.equal(level(), true);
  line.reset();
  assert.equal(level(), false);
});

test('level: a level is told to the GIC again although it has not changed, in case it was lost', () => {
  const { line, kinds } = openLine('level');
  line.triggerQueue();
  line.triggerQueue();
  line.ack(0);
  line.ack(VRING);
  line.ack(VRING);
  assert.deepEqual(kinds(), ['assert', 'assert', 'assert', 'deassert', 'deassert']);
});

test('level: when the GIC refuses to lower the line, the bits are cleared and a retry lowers it', () => {
  const { gic, line } = openLine('level');
  for (const lower of [() => line.ack(VRING), () => line.reset()]) {
    line.triggerQueue();
    gic.refuseNext(1);
    assert.throws(lower, { code: 'GIC_REFUSED' });
    assert.deepEqual([line.status, gic.level(spi)], [0, true]);
    lower();
    assert.equal(gic.level(spi), false);
  }
});

test('a line shows what matters about it', () => {
  const { gic, line } = openLine('edge');
  assert.equal(inspect(line), 'IrqLine { SPI 5 (INTID 37), edge, InterruptStatus 0 (none), open }');
  gic.failNextPulseHalfWay();
  assert.throws(() => line.triggerQueue());
  line.triggerConfig();
  assert.match(inspect(line), /InterruptStatus 3 \(VRING \| CONFIG\), open }$/);
  scribble(line, 0x8000_0002 | 0);
  gic.failNextPulseHalfWay();
  assert.throws(() => line.triggerConfig());
  assert.match(
    inspect(line),
    /InterruptStatus 2 \(CONFIG\), open, line left high, undefined bits 0x80000000 in the status word }$/,
  );
  gic.setSpiLevel(spi, false);
  line.reset();
  assert.match(inspect(line), /closed }$/);
});
