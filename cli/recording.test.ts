import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { checkRecording, linuxRecordings, lostInterruptRecording, readFixture } from '../properties/recording/index.js';
import { checkOneRecording } from './check/one-recording.js';
import { recordingReport } from './recording.js';

const report = (text: string, deviceId?: number): string =>
  stripVTControlCharacters(
    recordingReport(checkRecording(text, deviceId === undefined ? {} : { deviceId }), 'some where/a.trace'),
  );

test('a recording without a fault is told in a few lines', () => {
  const [blk] = linuxRecordings;
  assert.ok(blk);
  assert.equal(
    report(readFixture(blk), blk.deviceId),
    `a.trace: pass
  device 2, 1 queue, INTID 79; 31 empty transports left out
  340 accesses, 196 movements of the line, 107 values read; 9 of 9 comparisons hold
  97 used buffers, 0 configuration changes, 0 of them between read and ACK
  97 interrupts taken, ACKs of 1 (97 times)
`,
  );
});

test('a lost interrupt is told with its line, its profile, a diagram, a story and what would have helped', () => {
  assert.equal(
    report(readFixture(lostInterruptRecording)),
    `a.trace: violation
  device not known, 1 queue, INTID 79; 31 empty transports left out
  53 accesses, 8 movements of the line, 12 values read; 9 of 9 comparisons hold
  3 used buffers, 1 configuration change, 1 of them between read and ACK
  2 interrupts taken, ACKs of 1 (2 times)

  LOST, dead: the event of line 156 (configuration change) is never serviced
  and neither is that of line 160 (used buffers), nor any after it
  profile: order statusFirst, update or, signal level, section whole, trigger edge, detector transition, driver ackFirst
    shown by the recording, which 36 of the 1296 profiles can make: signal level, trigger edge, detector transition
    from the sources of QEMU and Linux: order statusFirst, update or, section whole, driver ackFirst

    lines   │ Device                   │ InterruptStatus           │ line              │ GIC           │ Driver
    ────────┼──────────────────────────┼───────────────────────────┼───────────────────┼───────────────┼───────────────────────
    152,153 │ used buffers ─▶          │ 0 → 1 VRING               │ rises             │ edge, latched │
    154     │                          │ 1 VRING                   │ high              │ active        │ ◀─ takes the interrupt
    155     │                          │ 1 VRING                   │ high              │               │ ◀─ reads 1
    156     │ configuration changed ─▶ │ 1 VRING → 3 VRING+CONFIG  │ high, driven high │ no edge       │
    157,158 │                          │ 3 VRING+CONFIG → 2 CONFIG │ high, driven high │ no edge       │ ◀─ InterruptACK 1
    159     │                          │ 2 CONFIG                  │ high              │ inactive      │ ◀─ ends the interrupt
    160,161 │ used buffers ─▶          │ 2 CONFIG → 3 VRING+CONFIG │ high, driven high │ no edge       │

  1. Line 153 raises the interrupt line. That is an edge, and the driver takes the interrupt at line 154.
  2. Line 157 acknowledges 1, which is what line 155 read. InterruptStatus keeps 2, so the line stays high.
  3. The device drives the line high again (lines 156, 158, 161). It is high already: no transition, no edge, nothing latched.
  4. Since line 159 InterruptStatus is not empty, nothing is latched, and no handler runs: nobody comes.
  5. It is dead: only the handler acknowledges, only an InterruptACK lowers the line, and only a line that rises starts the handler. None of the 3 states that further events lead to has a way out.

  the same events, otherwise:
    the line configured as level-triggered: the driver comes
    a detector that counts every assertion, as KVM does: the driver comes
    delivery by edge, a pulse for every event: the driver comes

  note: QEMU announces a configuration change as used buffers and a configuration change in one signal: InterruptStatus gets both bits, where VIRTIO-N1 asks for bit 1 alone (1 here)

  again: npx irqline check --recording 'some where/a.trace'
`,
  );
});

test('a disagreement is told with the steps around it, and what else does not hold', () => {
  const net = linuxRecordings[2];
  assert.ok(net);
  const withoutFall = readFixture(net).split('\n').toSpliced(190, 1).join('\n');
  const told = report(withoutFall).split('\n');
  assert.equal(told[0], 'a.trace: violation');
  assert.deepEqual(told.slice(6, 10), [
    '  does not hold: the model, delivering by level, does what was recorded',
    '  line 190, the driver writes 0x3 to InterruptACK (0x64): the interrupt line does not move as recorded',
    '    expected []',
    '    actual   ["deassert"]',
  ]);
  assert.equal(told.filter((line) => /^ {4}\d+ +│/.test(line)).length, 8);
  assert.ok(told.includes('  nor does: the implementation, delivering by level, does what was recorded (line 190)'));
});

test('a recording is reported to CI systems, too', () => {
  const directory = mkdtempSync(join(tmpdir(), 'irqline-recording-'));
  const printed = mock.method(console, 'log', () => {});
  try {
    for (const [name, failures] of [
      ['rng', 0],
      ['blk-resize-race', 1],
    ] as const) {
      const file = fileURLToPath(new URL(`../../properties/recording/fixtures/${name}.trace`, import.meta.url));
      const junit = join(directory, 'report.xml');
      checkOneRecording(file, { junit, patience: 1000, runs: 1, traces: directory });
      const xml = readFileSync(junit, 'utf8');
      assert.match(xml, new RegExp(`tests="1" failures="${failures}"`));
      assert.match(xml, new RegExp(`classname="irqline.recording" name="${name}.trace"`));
      assert.equal(process.exitCode, failures);
    }
  } finally {
    printed.mock.restore();
    process.exitCode = undefined;
    rmSync(directory, { recursive: true });
  }
});
