import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRecording, type RecordingResult } from './check-recording.js';
import { linuxRecordings, lostInterruptRecording, readFixture } from './fixtures.js';
import { IrqlineError } from '../../spec/errors.js';

const [blk, rng, net] = linuxRecordings.map(readFixture);
const race = readFixture(lostInterruptRecording);
assert.ok(blk && rng && net);

/** Name and line of what does not hold. */
function broken({ comparisons }: RecordingResult): readonly string[] {
  return comparisons.flatMap(({ name, disagreement }) =>
    disagreement === null ? [] : `${name}: ${disagreement.line}`,
  );
}

test('Linux with a disk: 97 interrupts, all as model and implementation say', () => {
  const result = checkRecording(blk);
  assert.deepEqual(broken(result), []);
  assert.equal(result.verdict, 'pass');
  assert.equal(result.comparisons.length, 9);
  assert.deepEqual(result.witnesses, {
    accesses: 340,
    drives: 196,
    valuesShown: 107,
    resets: 2,
    usedBuffers: 97,
    configurationChanges: 0,
    interruptsTaken: 97,
    configurationInterrupts: 0,
    acknowledged: { 1: 97 },
    eventsInsideTheWindow: 0,
    emptyTransports: 31,
  });
});

test('Linux with an entropy source: 19 interrupts', () => {
  const result = checkRecording(rng);
  assert.deepEqual(broken(result), []);
  assert.equal(result.verdict, 'pass');
  assert.equal(result.witnesses.interruptsTaken, 19);
});

test('Linux with a network card: five interrupts, four with both bits, and one more on its way at the end', () => {
  const result = checkRecording(net);
  assert.deepEqual(broken(result), []);
  assert.equal(result.verdict, 'pass');
  assert.equal(result.witnesses.configurationInterrupts, 4);
  assert.deepEqual(result.witnesses.acknowledged, { 1: 1, 3: 4 });
  assert.equal(result.divergences.length, 1);
  assert.deepEqual(result.device.queueSizeMax, [1024, 1024, 1024]);
  const end = result.followed.states.at(-1);
  assert.deepEqual([end?.status, end?.pending, end?.handler], [3, true, 'idle']);
});

/** The recording with one line replaced by others. */
function edited(text: string, line: number, ...replacement: readonly string[]): string {
  return text
    .split('\n')
    .toSpliced(line - 1, 1, ...replacement)
    .join('\n');
}

test('no line of an interrupt can be missing: every single one is noticed', () => {
  const lines = net.split('\n');
  const lastEnd = lines.findLastIndex((line) => line.startsWith('icc_eoir1_write'));
  const firstEvent = lines.findIndex((line) => line === 'virtio_notify');
  const needed = /^(?:virtio_notify|virtio_mmio_irq|icc_|virtio_mmio_(?:read|write) offset 0x6)/;
  const numbers = lines.flatMap((line, index) =>
    needed.test(line) && index >= firstEvent && index < lastEnd ? index + 1 : [],
  );
  assert.equal(numbers.length, 30);
  const unnoticed = numbers.filter((line) => checkRecording(edited(net, line)).verdict === 'pass');
  assert.deepEqual(unnoticed, []);
});

for (const [what, line, replacement] of [
  ['an ACK of more than was read', 190, ['virtio_mmio_write offset 0x64 value 0x1']],
  ['a level that InterruptStatus does not have', 191, ['virtio_mmio_irq 1']],
  ['a Status that was never written', 164, ['virtio_set_status val 7']],
  ['DRIVER_OK before FEATURES_OK', 121, ['virtio_mmio_write offset 0x70 value 0x7']],
  ['an interrupt that is taken twice', 188, ['icc_iar1_read cpu 0x0 value 0x4f', 'icc_iar1_read cpu 0x0 value 0x4f']],
  ['an interrupt that nobody raised', 193, ['virtio_mmio_read offset 0x106', 'icc_iar1_read cpu 0x0 value 0x4f']],
  ['a line that falls by itself', 193, ['virtio_mmio_read offset 0x106', 'virtio_mmio_irq 0']],
  ['a queue that is never made ready', 163, []],
  ['an end before the ACK', 189, ['virtio_mmio_read offset 0x60', 'icc_eoir1_write cpu 0x0 value 0x4f']],
] as const) {
  test(`a recording that shows ${what} does not hold`, () => {
    const original = net.split('\n')[line - 1];
    assert.notEqual(original, replacement.join('\n'));
    const result = checkRecording(edited(net, line, ...replacement));
    assert.equal(result.verdict, 'violation');
    assert.equal(result.lost, null);
    const lines = result.comparisons.flatMap(({ disagreement }) => disagreement?.line ?? []);
    assert.ok(lines.length > 0);
    // A missing value shows where it was read, a missing move where the next one comes.
    assert.ok(Math.min(...lines) >= line - 1, broken(result).join('; '));
    assert.ok(Math.min(...lines) <= line + 6, broken(result).join('; '));
  });
}

test('an interrupt that is handled in good order, but was not pending, is noticed', () => {
  const [take, read, ack, fall, end] = net.split('\n').slice(187, 192);
  assert.ok(take && read && ack && fall && end);
  const nothing = ack.replace('0x3', '0x0');
  const result = checkRecording(edited(net, 193, take, read, nothing, fall, end));
  assert.deepEqual(broken(result), [
    'the handler takes what is pending, reads, acknowledges and ends: 193',
    'by edge, too, the interrupt is pending wherever the driver takes it: 193',
  ]);
});

test('a trace without the GIC is refused', () => {
  const withoutGic = rng.replaceAll(/^icc_.*\n/gm, '');
  assert.throws(
    () => checkRecording(withoutGic),
    (error) => error instanceof IrqlineError && error.code === 'RECORDING_WITHOUT_GIC',
  );
});

test('the interrupt that Linux on QEMU loses', () => {
  const result = checkRecording(race);
  assert.deepEqual(broken(result), []);
  assert.equal(result.verdict, 'violation');
  assert.equal(result.witnesses.eventsInsideTheWindow, 1);
  assert.ok(result.lost);
  assert.deepEqual(
    result.lost.events.map(({ bit, line }) => [bit, line]),
    [
      [2, 156],
      [1, 160],
    ],
  );
  assert.equal(result.lost.sinceLine, 159);
  assert.equal(result.lost.dead, true);
  assert.deepEqual(result.lost.profile, {
    order: 'statusFirst',
    update: 'or',
    signal: 'level',
    section: 'whole',
    trigger: 'edge',
    detector: 'transition',
    driver: 'ackFirst',
  });
  assert.deepEqual(
    result.otherwise.map(({ driverComes }) => driverComes),
    [true, true, true],
  );
});

test('the same recording loses nothing on a line configured as level, or with a detector that counts assertions', () => {
  for (const rule of [
    { trigger: 'level', detector: 'transition' },
    { trigger: 'edge', detector: 'assert' },
  ] as const) {
    const result = checkRecording(race, { rule });
    assert.deepEqual(broken(result), []);
    assert.equal(result.lost, null);
    assert.equal(result.verdict, 'pass');
  }
});
