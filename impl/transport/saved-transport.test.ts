import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registers, type RegisterName } from '../../spec/virtio-mmio.js';
import { Bench, ExampleDevice, RING_RESET } from './example-device.test.support.js';

/** A driver and a device at work; saved after each of these steps. */
const story: readonly ((bench: Bench) => unknown)[] = [
  (bench) => bench.write('Status', 1),
  (bench) => bench.write('Status', 3),
  (bench) => bench.write('DriverFeaturesSel', 1),
  (bench) => bench.write('DriverFeatures', 1 | (1 << 8)),
  (bench) => bench.write('Status', 11),
  (bench) => bench.write('QueueSel', 1),
  (bench) => bench.write('QueueSize', 16),
  (bench) => bench.write('QueueDescLow', 0xffff_f000),
  (bench) => bench.write('QueueDescHigh', 0xffff_ffff),
  (bench) => bench.write('QueueReady', 1),
  (bench) => bench.transport.updateConfig(0, Uint8Array.of(0xee)),
  (bench) => bench.write('Status', 15),
  (bench) => bench.transport.notifyUsedBuffers(),
  (bench) => bench.transport.updateConfig(4, Uint8Array.of(0xdd, 0xcc)),
  (bench) => bench.write('InterruptACK', 1),
  (bench) => bench.transport.notifyUsedBuffers(),
  (bench) => bench.write('QueueReset', 1),
  (bench) => bench.transport.write(0x100, 2, 0x4321),
  (bench) => bench.transport.fail(),
  (bench) => bench.write('InterruptACK', 3),
  (bench) => bench.write('Status', 0),
  (bench) => bench.transport.notifyUsedBuffers(),
  (bench) => bench.start(),
  (bench) => bench.transport.notifyUsedBuffers(),
];

const everythingRead = (bench: Bench): number[] => [
  ...(Object.keys(registers) as RegisterName[]).map((name) => bench.read(name)),
  ...[0, 4].map((offset) => bench.transport.read(0x100 + offset, 4)),
];

for (const delivery of ['edge', 'level'] as const) {
  for (let cut = 0; cut <= story.length; cut += 1) {
    test(`${delivery}: a transport saved after step ${cut} and restored elsewhere goes on like the original`, () => {
      const original = new Bench(delivery);
      for (const step of story.slice(0, cut)) step(original);
      const saved = original.transport.saveState();
      const restored = new Bench(delivery);
      restored.transport.restoreState(saved);

      assert.deepEqual(everythingRead(restored), everythingRead(original));
      assert.deepEqual(restored.transport.saveState(), saved);
      const pending = original.transport.line.isOpen && original.read('InterruptStatus') !== 0;
      assert.equal(
        restored.signals().some((kind) => kind !== 'deassert'),
        pending,
      );

      original.signals();
      original.device.told.length = 0;
      restored.device.told.length = 0;
      for (const step of story.slice(cut)) {
        step(original);
        step(restored);
        assert.deepEqual(everythingRead(restored), everythingRead(original));
        assert.deepEqual(restored.signals(), original.signals());
        assert.deepEqual(restored.device.told, original.device.told);
      }
    });
  }
}

test('a restored device is started with the features and queues that the driver set up, and sees them change', () => {
  const original = new Bench().start(RING_RESET);
  const restored = new Bench();
  restored.transport.restoreState(original.transport.saveState());
  assert.deepEqual(restored.device.told, ['activate 0x10100000000']);
  assert.deepEqual({ ...restored.device.queues[0] }, { ...original.device.queues[0] });
  restored.write('QueueReset', 1);
  assert.equal(restored.device.queues[0]?.ready, false);
});

test('what a restored device signals while it starts is not dropped', () => {
  const saved = new Bench().start().transport.saveState();
  const restored = new Bench();
  restored.device.onActivate = () => assert.equal(restored.transport.notifyUsedBuffers(), true);
  restored.transport.restoreState(saved);
  assert.equal(restored.read('InterruptStatus'), 1);
  assert.ok(restored.signals().length >= 1);
});

test('a running device is stopped by a restore of a state in which it does not run', () => {
  const bench = new Bench();
  const idle = bench.transport.saveState();
  bench.start();
  bench.transport.restoreState(idle);
  assert.equal(bench.device.told.at(-1), 'reset');
  assert.equal(bench.transport.notifyUsedBuffers(), false);
});

test('when the device cannot start, the restore changes nothing', () => {
  const saved = new Bench().start().transport.saveState();
  const bench = new Bench().negotiate();
  bench.transport.updateConfig(0, Uint8Array.of(0x77));
  const before = bench.transport.saveState();
  bench.device.onActivate = () => {
    throw new Error('no medium');
  };
  assert.throws(() => bench.transport.restoreState(saved), /no medium/);
  assert.deepEqual(bench.transport.saveState(), before);
  assert.deepEqual(bench.signals(), []);
});

test('when the GIC refuses the signal, the state is in place and signalling again delivers', () => {
  const original = new Bench().start();
  original.transport.notifyUsedBuffers();
  const restored = new Bench();
  restored.gic.refuseNext(1);
  assert.throws(() => restored.transport.restoreState(original.transport.saveState()), { code: 'GIC_REFUSED' });
  assert.deepEqual(restored.transport.saveState(), original.transport.saveState());
  restored.transport.line.resignal();
  assert.deepEqual(restored.signals(), ['pulse']);
});

interface Saved {
  format: string;
  version: number;
  body: Record<string, unknown>;
}

const refused: readonly (readonly [code: string, what: string, change: (saved: Saved) => void])[] = [
  ['SAVED_STATE_FOREIGN', 'another format', (saved) => (saved.format = 'irqline/line')],
  ['SAVED_STATE_FROM_THE_FUTURE', 'a newer version', (saved) => (saved.version = 2)],
  ['SAVED_STATE_MALFORMED', 'no body', (saved) => (saved.body = {})],
  ['SAVED_STATE_MALFORMED', 'a Status of 9 bits', (saved) => (saved.body['status'] = 256)],
  ['SAVED_STATE_MALFORMED', 'a negative QueueSel', (saved) => (saved.body['queueSel'] = -1)],
  ['SAVED_STATE_MALFORMED', 'a broken QueueSel', (saved) => (saved.body['queueSel'] = 0.5)],
  ['SAVED_STATE_MALFORMED', 'features as a number', (saved) => (saved.body['driverFeatures'] = 1)],
  ['SAVED_STATE_MALFORMED', 'features of 65 bits', (saved) => (saved.body['driverFeatures'] = `0x1${'0'.repeat(16)}`)],
  ['SAVED_STATE_MALFORMED', 'no hexadecimal number', (saved) => (saved.body['driverFeatures'] = '0x')],
  ['SAVED_STATE_MALFORMED', 'an unknown delivery', (saved) => (saved.body['delivery'] = 'message')],
  [
    'SAVED_STATE_MALFORMED',
    'undefined bits of InterruptStatus',
    (saved) => (saved.body['line'] = { status: 4, open: true, stuckHigh: false }),
  ],
  ['SAVED_STATE_MALFORMED', 'a byte above 255', (saved) => (saved.body['config'] = [256, 0, 0, 0, 0, 0, 0, 0])],
  ['SAVED_STATE_FOREIGN', 'another device', (saved) => (saved.body['deviceId'] = 1)],
  ['SAVED_STATE_FOREIGN', 'other features', (saved) => (saved.body['features'] = '0x1')],
  ['SAVED_STATE_FOREIGN', 'fewer queues', (saved) => (saved.body['queues'] = [])],
  ['SAVED_STATE_FOREIGN', 'a shorter configuration', (saved) => (saved.body['config'] = [1])],
  ['SAVED_STATE_FOREIGN', 'another line', (saved) => (saved.body['intId'] = 38)],
  ['SAVED_STATE_FOREIGN', 'another delivery', (saved) => (saved.body['delivery'] = 'level')],
];

for (const [code, what, change] of refused) {
  test(`a state with ${what} is refused as ${code} and changes nothing`, () => {
    const bench = new Bench().start();
    bench.transport.notifyUsedBuffers();
    const saved = JSON.parse(new TextDecoder().decode(bench.transport.saveState())) as Saved;
    change(saved);
    bench.write('InterruptACK', 1);
    bench.signals();
    bench.device.told.length = 0;
    const before = bench.transport.saveState();
    assert.throws(() => bench.transport.restoreState(new TextEncoder().encode(JSON.stringify(saved))), { code });
    assert.deepEqual(bench.transport.saveState(), before);
    assert.deepEqual([bench.signals(), bench.device.told], [[], []]);
  });
}

test('a state cut short anywhere is refused and changes nothing', () => {
  const saved = new Bench().start().transport.saveState();
  const bench = new Bench();
  const before = bench.transport.saveState();
  for (let length = 0; length < saved.length; length += 1) {
    assert.throws(() => bench.transport.restoreState(saved.subarray(0, length)), { code: 'SAVED_STATE_MALFORMED' });
  }
  assert.deepEqual(bench.transport.saveState(), before);
  assert.deepEqual(bench.device.told, []);
});

test('a foreign state says both what it is of and what it met', () => {
  class OtherDevice extends ExampleDevice {
    override readonly deviceId = 4;
  }
  const saved = new Bench('level', new OtherDevice(), 9).transport.saveState();
  assert.throws(
    () => new Bench().transport.restoreState(saved),
    /saved from device 4, .* INTID 41 by level; this is device 2, .* INTID 37 by edge/,
  );
});

test('a state that no driver and device lead to is refused, and changes nothing', () => {
  const running = (): Bench => new Bench().start();
  const bench = running();
  const before = bench.transport.saveState();
  const text = new TextDecoder();
  const wrong: readonly (readonly [RegExp, string, string])[] = [
    [/activated with Status 0xb/, '"status":15', '"status":11'],
    [/Status 0xd, which no driver can set/, '"status":15', '"status":13'],
    [/Status 0x1f, which no driver can set/, '"status":15', '"status":31'],
    [/the line is closed with Status 0xf/, '"open":true', '"open":false'],
    [/queue 0 of size 257, at most 256/, '"size":128', '"size":257'],
    [/queue 0 of size 0, at most 256/, '"size":128', '"size":0'],
  ];
  for (const [message, is, instead] of wrong) {
    const state = text.decode(before);
    assert.ok(state.includes(is), is);
    const bytes = new TextEncoder().encode(state.replace(is, instead));
    assert.throws(() => bench.transport.restoreState(bytes), { code: 'SAVED_STATE_MALFORMED', message });
    assert.deepEqual(bench.transport.saveState(), before);
  }
  const closed = text.decode(new Bench().transport.saveState());
  for (const [message, is, instead] of [
    [/InterruptStatus 3 of a closed line/, '"line":{"status":0', '"line":{"status":3'],
    [/the line is open with Status 0x0/, '"open":false', '"open":true'],
  ] as const) {
    assert.ok(closed.includes(is), is);
    const bytes = new TextEncoder().encode(closed.replace(is, instead));
    assert.throws(() => bench.transport.restoreState(bytes), { code: 'SAVED_STATE_MALFORMED', message });
  }
});
