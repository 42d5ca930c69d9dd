import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namedSystems, profiles, type Profile } from '../../model/index.js';
import { profileText, selectProfile } from './select.js';

const contract: Profile = {
  order: 'statusFirst',
  update: 'or',
  signal: 'always',
  section: 'whole',
  trigger: 'edge',
  detector: 'transition',
  driver: 'ackFirst',
};

describe('selectProfile', () => {
  test('takes a name, with the driver of Linux', () => {
    for (const system of namedSystems) {
      assert.deepEqual(selectProfile(system.name), { profile: { ...system.choices, driver: 'ackFirst' }, system });
    }
  });

  test('takes choices, and is like our own contract in all that is not said', () => {
    assert.deepEqual(selectProfile('signal=level, update=torn'), {
      profile: { ...contract, signal: 'level', update: 'torn' },
    });
  });

  test('takes a name and choices: another driver leaves the system what it is, anything else does not', () => {
    const { profile, system } = selectProfile('openvmm,driver=standard');
    assert.deepEqual([profile.driver, system?.name], ['ackLast', 'openvmm']);
    const changed = selectProfile('openvmm,trigger=edge');
    assert.deepEqual([changed.profile.trigger, changed.system], ['edge', undefined]);
  });

  test('finds the section that fits the signal', () => {
    assert.equal(selectProfile('signal=assertOnly').profile.section, null);
    assert.equal(selectProfile('libkrun-hvf,signal=always').profile.section, 'whole');
    for (const text of ['signal=assertOnly,section=split', 'signal=level,section=null']) {
      assert.throws(() => selectProfile(text), { code: 'PROFILE_CONTRADICTORY' }, text);
    }
  });

  test('names the nearest when it does not know a name', () => {
    const cases = {
      crossvm: 'crosvm',
      'singal=level': 'signal',
      'signal=levl': 'level',
      'driver=linx': 'linux',
      'order=': '',
    };
    for (const [text, nearest] of Object.entries(cases)) {
      assert.throws(
        () => selectProfile(text),
        (error: Error & { code?: string }) => error.code === 'UNKNOWN_NAME' && error.message.includes(`"${nearest}`),
        text,
      );
    }
  });

  test('reads every profile that it writes', () => {
    for (const profile of profiles()) assert.deepEqual(selectProfile(profileText(profile)).profile, profile);
  });
});
