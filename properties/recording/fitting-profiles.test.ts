import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { test } from 'node:test';
import { profiles, verdict, type Profile } from '../../model/delivery/index.js';
import { checkRecording } from './check-recording.js';
import { fittingProfiles, type FittingProfiles } from './fitting-profiles.js';
import { linuxRecordings, lostInterruptRecording, readFixture } from './fixtures.js';

const race = readFixture(lostInterruptRecording);

const fittingOf = (text: string): FittingProfiles => fittingProfiles(checkRecording(text).steps);

const qemu: Profile = {
  order: 'statusFirst',
  update: 'or',
  signal: 'level',
  section: 'whole',
  trigger: 'edge',
  detector: 'transition',
  driver: 'ackFirst',
};

test('the lost interrupt shows signal, trigger and detector by itself, and every profile that can lose it so is LOST', () => {
  const { profiles: fitting, left } = fittingOf(race);
  assert.equal(fitting.length, 36);
  assert.deepEqual(left.signal, ['level']);
  assert.deepEqual(left.trigger, ['edge']);
  assert.deepEqual(left.detector, ['transition']);
  assert.deepEqual(left.driver, ['ackFirst', 'ackLast', 'ackLastRecheck']);
  assert.ok(fitting.some((profile) => isDeepStrictEqual(profile, qemu)));
  assert.deepEqual(
    fitting.filter((profile) => verdict(profile, 2).kind !== 'LOST'),
    [],
  );
});

test('a recording in which nothing overlaps fits many profiles, the true one among them', () => {
  const [, rng] = linuxRecordings;
  assert.ok(rng);
  const { profiles: fitting, left } = fittingOf(readFixture(rng).split('\n').slice(0, 177).join('\n'));
  assert.ok(fitting.length > 100 && fitting.length < Array.from(profiles()).length);
  assert.ok(fitting.some((profile) => isDeepStrictEqual(profile, qemu)));
  // The line falls with each ACK: whoever never lowers it is out, and so is whoever acknowledges all ones.
  assert.ok(!left.signal.includes('assertOnly'));
  assert.ok(!left.driver.includes('ackOnes'));
});

test('had the driver come once more, the detector would be another one', () => {
  const served = [
    ...race.trimEnd().split('\n').slice(0, 159),
    'icc_iar1_read cpu 0x0 value 0x4f',
    'virtio_mmio_read offset 0x60',
    'virtio_mmio_write offset 0x64 value 0x2',
    'virtio_mmio_irq 0',
    'icc_eoir1_write cpu 0x0 value 0x4f',
  ];
  const { left } = fittingOf(served.join('\n'));
  assert.deepEqual(left.signal, ['level']);
  assert.ok(left.trigger.includes('level') && left.detector.includes('assert'));
  assert.equal(
    fittingOf(served.join('\n')).profiles.some((profile) => isDeepStrictEqual(profile, qemu)),
    false,
  );
});
