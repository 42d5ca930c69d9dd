import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IrqLine, programs, VirtioMmioTransport, type LineProgram, type Step } from '../../impl/index.js';
import { registers } from '../../spec/virtio-mmio.js';
import { implementation, type ImplementationParts } from '../device/implementation.js';
import { checkRecording } from './check-recording.js';
import { linuxRecordings, lostInterruptRecording, readFixture } from './fixtures.js';
import { bothBitsLine } from './recorded-implementation.js';

const [blk, , net] = linuxRecordings.map(readFixture);
const race = readFixture(lostInterruptRecording);
assert.ok(blk && net);

/** Our implementation with one part replaced. */
function check(text: string, parts: Partial<ImplementationParts>): readonly string[] {
  const subject = implementation('the broken one', { line: bothBitsLine, ...parts });
  const result = checkRecording(text, { subject: () => subject });
  return result.comparisons.flatMap(({ name, disagreement }) => (disagreement === null ? [] : name));
}

/** Replaces a program of one delivery. */
const withProgram =
  (delivery: 'edge' | 'level', change: (program: LineProgram) => LineProgram): ImplementationParts['program'] =>
  (asked) =>
    asked === delivery ? change(programs[asked]) : programs[asked];

const silentAck: Step = { name: 'ack', run: (wire, operation) => wire.clearBits(operation.bits) };

const silentReset: Step = {
  name: 'reset',
  run(wire) {
    wire.isOpen = false;
    wire.assignStatus(0);
  },
};

const assignAndDrive: Step = {
  name: 'update',
  run(wire, operation) {
    if (!wire.isOpen) return operation.finish();
    wire.assignStatus(operation.bits);
    wire.gic.setSpiLevel(wire.spi, true);
  },
};

const updateOnRise: Step = {
  name: 'update',
  run(wire, operation) {
    if (!wire.isOpen || wire.setBits(operation.bits) !== 0) operation.finish();
  },
};

class TransportThatForgetsStatus extends VirtioMmioTransport {
  override write(offset: number, width: number, value: number): void {
    super.write(offset, width, offset === registers.Status.offset ? value & 0x3 : value);
  }
}

test('nothing replaced, nothing found', () => {
  for (const text of [blk, net, race]) assert.deepEqual(check(text, {}), []);
});

for (const [what, text, parts] of [
  [
    'a reset that does not lower the line',
    blk,
    { program: withProgram('level', (own) => ({ ...own, reset: [silentReset] })) },
  ],
  [
    'an ACK that does not lower the line',
    blk,
    { program: withProgram('level', (own) => ({ ...own, ack: [silentAck] })) },
  ],
  ['an ACK that clears nothing', blk, { program: withProgram('level', (own) => ({ ...own, ack: [] })) }],
  [
    'a status that is assigned',
    race,
    { program: withProgram('level', (own) => ({ ...own, trigger: [assignAndDrive] })) },
  ],
  [
    'a pulse that comes only when the status was empty',
    race,
    { program: withProgram('edge', (own) => ({ ...own, trigger: [updateOnRise, ...own.trigger.slice(1)] })) },
  ],
  ['a configuration change that sets one bit', net, { line: (options) => new IrqLine(options) }],
  [
    'a Status that never gets to DRIVER_OK',
    blk,
    { transport: (device, line) => new TransportThatForgetsStatus(device, line) },
  ],
] as const satisfies readonly (readonly [string, string, Partial<ImplementationParts>])[]) {
  test(`the recordings find ${what}`, () => {
    const found = check(text, parts);
    assert.ok(
      found.some((name) => name.startsWith('the broken one')),
      found.join('; '),
    );
    // The fault is the implementation's: model and recording still agree.
    assert.ok(!found.some((name) => name.startsWith('the model')));
  });
}
