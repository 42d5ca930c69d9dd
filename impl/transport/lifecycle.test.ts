import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import { IrqLine } from '../line/irq-line.js';
import { Bench } from './example-device.test.support.js';

for (const delivery of ['edge', 'level'] as const) {
  describe(`a transport that delivers by ${delivery}`, () => {
    test('N6: used buffers are notified from DRIVER_OK on', () => {
      const bench = new Bench(delivery).negotiate();
      assert.equal(bench.transport.notifyUsedBuffers(), false);
      assert.equal(bench.read('InterruptStatus'), 0);
      bench.start();
      assert.deepEqual(bench.signals(), [], 'DRIVER_OK itself signals nothing');
      assert.equal(bench.transport.notifyUsedBuffers(), true);
      assert.equal(bench.read('InterruptStatus'), VRING);
      assert.equal(bench.signals().length, 1);
    });

    test('what the device signals while it starts is not dropped', () => {
      const bench = new Bench(delivery);
      bench.device.onActivate = () => assert.equal(bench.transport.notifyUsedBuffers(), true);
      bench.start();
      assert.equal(bench.read('InterruptStatus'), VRING);
      assert.equal(bench.signals().length, 1);
    });

    test('the device starts once, whatever is written to Status after DRIVER_OK', () => {
      const bench = new Bench(delivery).start();
      bench.write('Status', 15);
      bench.write('Status', 15 | 128);
      assert.deepEqual(bench.device.told, ['activate 0x100000000']);
    });

    test('N7: a device that fails says so to a driver that has set DRIVER_OK, and to nobody else', () => {
      const early = new Bench(delivery).negotiate();
      assert.equal(early.transport.fail(), false);
      assert.equal(early.read('Status'), 11 | 64);
      assert.equal(early.read('InterruptStatus'), 0);
      const late = new Bench(delivery).start();
      assert.equal(late.transport.fail(), true);
      assert.equal(late.transport.status, 15 | 64);
      assert.equal(late.read('InterruptStatus'), CONFIG);
      assert.equal(late.signals().length, 1);
    });

    test('N7: a device that cannot start needs a reset, and says so', () => {
      const bench = new Bench(delivery);
      bench.device.onActivate = () => {
        throw new Error('no medium');
      };
      bench.start();
      assert.equal(bench.read('Status'), 15 | 64);
      assert.equal(bench.read('InterruptStatus'), CONFIG);
      assert.equal(bench.signals().length, 1);
      bench.device.told.length = 0;
      bench.write('QueueNotify', 0);
      assert.deepEqual(bench.device.told, [], 'a device that does not run is not notified');
      bench.write('Status', 0);
      assert.deepEqual(bench.device.told, ['reset'], 'it may have begun to use the queues');
      assert.equal(bench.read('Status'), 0);
    });

    test('N2, N8: a write of 0 to Status resets everything within the write', () => {
      const bench = new Bench(delivery).start();
      bench.transport.updateConfig(0, Uint8Array.of(5));
      bench.transport.notifyUsedBuffers();
      bench.transport.fail();
      bench.write('QueueSel', 1);
      bench.write('QueueReady', 1);
      bench.write('DeviceFeaturesSel', 1);
      bench.signals();
      bench.write('Status', 0);
      assert.equal(bench.read('Status'), 0, 'N18');
      assert.equal(bench.read('InterruptStatus'), 0);
      assert.equal(bench.gic.level(bench.transport.line.spi), false);
      assert.equal(bench.read('DeviceFeatures'), 0x8000_0001, 'page 0 is selected');
      assert.equal(bench.read('QueueSizeMax'), 256, 'queue 0 is selected');
      assert.equal(bench.read('ConfigGeneration'), 1, 'a driver may compare generations across a reset');
      assert.equal(bench.device.told.at(-1), 'reset');
      bench.signals();
      assert.equal(bench.transport.notifyUsedBuffers(), false);
      assert.equal(bench.transport.updateConfig(0, Uint8Array.of(6)), false);
      assert.deepEqual(bench.signals(), []);
      bench.negotiate();
      for (const queue of [0, 1]) {
        bench.write('QueueSel', queue);
        assert.equal(bench.read('QueueReady'), 0);
      }
    });

    test('after a reset the driver starts it again', () => {
      const bench = new Bench(delivery).start();
      bench.write('Status', 0);
      bench.signals();
      bench.start();
      assert.equal(bench.transport.notifyUsedBuffers(), true);
      assert.equal(bench.signals().length, 1);
      assert.deepEqual(bench.device.told, ['activate 0x100000000', 'reset', 'activate 0x100000000']);
    });

    test('a worker that is between two steps when the driver resets signals nothing afterwards', () => {
      const bench = new Bench(delivery).start();
      const worker = IrqLine.attach(bench.transport.line.share(), bench.gic);
      const trigger = worker.beginTrigger(VRING);
      trigger.advance();
      bench.write('Status', 0);
      bench.signals();
      while (trigger.next !== undefined) trigger.advance();
      assert.equal(worker.triggerQueue(), false);
      assert.deepEqual(bench.signals(), []);
      assert.equal(bench.read('InterruptStatus'), 0);
    });

    test('what the GIC refuses reaches the caller, and the registers have changed by then', () => {
      const bench = new Bench(delivery).start();
      bench.gic.refuseNext(2);
      assert.throws(() => bench.transport.updateConfig(0, Uint8Array.of(9)), { code: 'GIC_REFUSED' });
      assert.throws(() => bench.transport.fail(), { code: 'GIC_REFUSED' });
      assert.deepEqual([bench.read('ConfigGeneration'), bench.read('Status')], [1, 15 | 64]);
      assert.equal(bench.read('InterruptStatus'), CONFIG);
    });
  });
}

test('when the GIC refuses to lower the line, the device is reset all the same', () => {
  const bench = new Bench('level').start();
  bench.transport.notifyUsedBuffers();
  bench.gic.refuseNext(1);
  assert.throws(() => bench.write('Status', 0), { code: 'GIC_REFUSED' });
  assert.deepEqual([bench.read('Status'), bench.read('InterruptStatus')], [0, 0]);
  assert.equal(bench.transport.notifyUsedBuffers(), false);
  bench.write('Status', 0);
  assert.equal(bench.gic.level(bench.transport.line.spi), false);
});

test('why a device could not start is kept until the reset, which the device is told of', () => {
  const bench = new Bench();
  const why = new TypeError('queues is not iterable');
  bench.device.onActivate = () => {
    throw why;
  };
  assert.equal(bench.transport.activationError, undefined);
  bench.start();
  assert.equal(bench.read('Status'), 0x4f);
  assert.equal(bench.transport.activationError, why);
  bench.write('Status', 0);
  assert.deepEqual(bench.device.told, ['activate 0x100000000', 'reset']);
  assert.equal(bench.transport.activationError, undefined);
  bench.write('Status', 0);
  assert.equal(bench.device.told.length, 2);
});

test('a device that could not start is told to stop by a restore of a state in which it does not run', () => {
  const bench = new Bench();
  const idle = bench.transport.saveState();
  bench.device.onActivate = () => {
    throw new Error('no');
  };
  bench.start().transport.restoreState(idle);
  assert.equal(bench.device.told.at(-1), 'reset');
  assert.equal(bench.transport.activationError, undefined);
});
