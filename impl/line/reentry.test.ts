import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VRING } from '../../spec/virtio-mmio.js';
import { spiFromCell } from '../int-id.js';
import { IrqLine } from './irq-line.js';

const spi = spiFromCell(5);

/** Lines of both deliveries whose GIC lets the guest do something as soon as it is signalled to. */
function* linesWith(handler: (line: IrqLine) => void): Generator<IrqLine> {
  for (const delivery of ['edge', 'level'] as const) {
    const handle = (): void => handler(line);
    const line = new IrqLine({ gic: { pulseSpi: handle, setSpiLevel: handle }, spi, delivery });
    line.open();
    yield line;
  }
}

const calls: readonly (readonly [string, (line: IrqLine) => unknown])[] = [
  ['an InterruptACK', (line) => line.ack(VRING)],
  ['a trigger', (line) => line.triggerConfig()],
  ['a reset', (line) => line.reset()],
  ['a signal again', (line) => line.resignal()],
  ['a restore', (line) => line.restoreState({ status: 0, open: true, stuckHigh: false })],
];

for (const [name, call] of calls) {
  test(`${name} from inside the GIC is refused instead of waiting for ever, and the line is free afterwards`, () => {
    for (const line of linesWith(call)) {
      assert.throws(() => line.triggerQueue(), { code: 'LINE_REENTERED' });
      assert.deepEqual(
        [line.status, line.isOpen],
        [VRING, true],
        'what was on its way counts, what came from inside does not',
      );
      assert.equal(new Int32Array(line.share().memory)[2], 0);
    }
  });
}

test('a GIC that makes nothing of the refusal does not spoil the trigger that is on its way', () => {
  for (const [, call] of calls) {
    let refused = 0;
    const swallow = (line: IrqLine): void => {
      try {
        call(line);
      } catch {
        refused += 1;
      }
    };
    for (const line of linesWith(swallow)) {
      assert.equal(line.triggerQueue(), true);
      assert.equal(line.status, VRING);
    }
    assert.equal(refused, 2);
  }
});

test('the status may be read from inside the GIC', () => {
  for (const line of linesWith((inside) => assert.equal(inside.status, VRING))) line.triggerQueue();
});
