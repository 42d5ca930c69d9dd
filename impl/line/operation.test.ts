import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import { spiFromCell } from '../int-id.js';
import { RecordingGic } from '../recording-gic.js';
import { IrqLine } from './irq-line.js';
import type { Operation } from './operation.js';
import type { Delivery } from './programs.js';

const spi = spiFromCell(5);

function openLine(delivery: Delivery): { gic: RecordingGic; line: IrqLine } {
  const gic = new RecordingGic();
  const line = new IrqLine({ gic, spi, delivery });
  line.open();
  return { gic, line };
}

function stepNames(operation: Operation): string[] {
  const names: string[] = [];
  for (let name = operation.next; name !== undefined; name = operation.next) {
    names.push(name);
    operation.advance();
  }
  return names;
}

test('the micro-steps of each delivery are those of the delivery model', () => {
  const { line: edge } = openLine('edge');
  assert.deepEqual(stepNames(edge.beginTrigger(VRING)), ['update', 'pulse']);
  assert.deepEqual(stepNames(edge.beginAck(VRING)), ['ack']);
  assert.deepEqual(stepNames(edge.beginReset()), ['reset']);
  const { line: level } = openLine('level');
  assert.deepEqual(stepNames(level.beginTrigger(VRING)), ['update']);
  assert.deepEqual(stepNames(level.beginAck(VRING)), ['ack']);
  assert.deepEqual(stepNames(level.beginReset()), ['reset']);
});

test('a closed gate ends the trigger at its update', () => {
  for (const delivery of ['edge', 'level'] as const) {
    const line = new IrqLine({ gic: new RecordingGic(), spi, delivery });
    const trigger = line.beginTrigger(VRING);
    assert.deepEqual(stepNames(trigger), ['update']);
    assert.equal(trigger.sent, false);
  }
});

test('the bit is visible after the update and before the pulse', () => {
  const { gic, line } = openLine('edge');
  const trigger = line.beginTrigger(CONFIG);
  assert.equal(line.status, 0);
  trigger.advance();
  assert.equal(line.status, CONFIG);
  assert.deepEqual(gic.take(), []);
  trigger.advance();
  assert.equal(gic.take().length, 1);
  assert.equal(trigger.sent, true);
});

test('N8: a reset between update and pulse silences the pulse', () => {
  const { gic, line } = openLine('edge');
  const trigger = line.beginTrigger(VRING);
  trigger.advance();
  line.reset();
  trigger.advance();
  assert.deepEqual(gic.take(), []);
  assert.equal(line.status, 0);
  assert.equal(trigger.next, undefined);
});

test('N17: a pulse that was due before a reset and comes after the next DRIVER_OK is one interrupt too many, no more', () => {
  const { gic, line } = openLine('edge');
  const trigger = line.beginTrigger(VRING);
  trigger.advance();
  line.reset();
  line.open();
  trigger.advance();
  assert.equal(line.status, 0);
  assert.equal(gic.take().length, 1);
});

test('an InterruptACK between update and pulse clears the bit and leaves the pulse: the driver may have looked too early', () => {
  const { gic, line } = openLine('edge');
  const trigger = line.beginTrigger(VRING);
  trigger.advance();
  line.ack(VRING);
  trigger.advance();
  assert.equal(line.status, 0);
  assert.equal(gic.take().length, 1);
});

test('two triggers whose steps alternate make two pulses and set both bits', () => {
  const { gic, line } = openLine('edge');
  const [queue, config] = [line.beginTrigger(VRING), line.beginTrigger(CONFIG)];
  for (const operation of [queue, config, config, queue]) operation.advance();
  assert.equal(line.status, VRING | CONFIG);
  assert.equal(gic.take().length, 2);
});

test('an operation that is over does nothing more', () => {
  const { gic, line } = openLine('edge');
  const trigger = line.beginTrigger(VRING);
  stepNames(trigger);
  line.ack(VRING);
  gic.take();
  trigger.advance();
  assert.equal(line.status, 0);
  assert.deepEqual(gic.take(), []);
});

test('an operation whose signal was refused is over', () => {
  for (const delivery of ['edge', 'level'] as const) {
    const { gic, line } = openLine(delivery);
    const trigger = line.beginTrigger(VRING);
    gic.refuseNext(1);
    assert.throws(() => stepNames(trigger), { code: 'GIC_REFUSED' });
    assert.equal(trigger.next, undefined);
    trigger.advance();
    assert.deepEqual(gic.take(), []);
  }
});

test('another design runs its own steps through the same line, and remembers between them', () => {
  const gic = new RecordingGic();
  const torn = [
    {
      name: 'remember' as const,
      run(wire: { readonly status: number }, operation: Operation): void {
        operation.remembered = wire.status;
      },
    },
    {
      name: 'update' as const,
      run(wire: { assignStatus(bits: number): void }, operation: Operation): void {
        wire.assignStatus(operation.remembered | operation.bits);
      },
    },
  ];
  const line = new IrqLine({ gic, spi, delivery: 'edge', program: { trigger: torn, ack: [], reset: [] } });
  const [queue, config] = [line.beginTrigger(VRING), line.beginTrigger(CONFIG)];
  for (const operation of [queue, config, config, queue]) operation.advance();
  assert.equal(line.status, VRING, 'the torn update loses the other bit, as it would in that design');
});

test('a line with a program of its own is attached to with that program, and not without', () => {
  const gic = new RecordingGic();
  const silent = { trigger: [], ack: [], reset: [] };
  const shared = structuredClone(new IrqLine({ gic, spi, delivery: 'edge', program: silent }).share());
  assert.throws(() => IrqLine.attach(shared, gic), { code: 'LINE_PROGRAM_MISSING' });
  const attached = IrqLine.attach(shared, gic, silent);
  assert.equal(attached.beginTrigger(VRING).next, undefined);
  assert.deepEqual(attached.share(), shared);
});
