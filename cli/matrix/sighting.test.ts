import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { axes, namedSystems } from '../../model/index.js';
import { checkRecording, fixtureInPackage, fixturePath, readFixture } from '../../properties/recording/index.js';
import { sightingNotes, sightingOf } from './sighting.js';

const sightings = namedSystems.flatMap((system) =>
  system.seen === undefined ? [] : [{ system, seen: system.seen, fixture: { name: system.seen.recording } }],
);

test('what was seen on a system is the profile that its recording shows', () => {
  assert.deepEqual(
    sightings.map(({ system }) => system.name),
    ['qemu'],
  );
  for (const { system, seen, fixture } of sightings) {
    const { verdict, lost } = checkRecording(readFixture(fixture));
    assert.deepEqual([verdict, lost?.dead], ['violation', true], system.name);
    assert.deepEqual(lost?.profile, { ...system.choices, driver: seen.driver }, system.name);
  }
});

test('it belongs to the driver that it was seen with, and to no other', () => {
  for (const { system, seen } of sightings) {
    const drivers = axes.driver.filter((driver) => sightingOf(system, driver) !== undefined);
    assert.deepEqual(drivers, [seen.driver]);
  }
});

test('the notes name each system and a recording that is there', () => {
  for (const { system, fixture } of sightings) {
    assert.ok(existsSync(fixturePath(fixture)));
    const note = new RegExp(`^\\* ${system.name}\\n  Seen for real: [^]*\\n  irqline check --recording (\\S+)$`, 'm');
    assert.equal(note.exec(sightingNotes())?.[1], fixtureInPackage(fixture));
  }
});
