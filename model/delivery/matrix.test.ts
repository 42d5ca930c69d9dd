import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  brokenRules,
  namedDrivers,
  namedSystems,
  profiles,
  safetyRules,
  verdict,
  type Profile,
  type Verdict,
} from './index.js';

const judged = (profile: Profile, threads: number): Verdict => {
  const result = verdict(profile, threads);
  assert(result.kind !== 'INCONCLUSIVE');
  return result;
};
const key = (profile: Profile): string => JSON.stringify(profile);
const numbers = ({ kind, states, edges, shortest }: Verdict): unknown[] => [kind, states, edges, shortest];

/** Every profile with two threads and with one, explored once for all that is said of it here. */
const all = Array.from(profiles(), (profile) => ({
  profile,
  broken: brokenRules(profile),
  one: judged(profile, 1),
  ...judged(profile, 2),
}));
const safe = all.filter(({ kind }) => kind === 'SAFE');
const byProfile = new Map(all.map((row) => [key(row.profile), row]));

describe('the whole matrix, two threads', () => {
  it('has 1296 different profiles', () => {
    assert.equal(byProfile.size, 1296);
  });

  it('services every event of a SAFE profile, even if publishing never stops', () => {
    assert.ok(safe.length > 0);
    assert.deepEqual(
      safe.filter(({ serviced }) => !serviced),
      [],
    );
    assert.ok(all.every(({ kind, serviced }) => kind === 'SAFE' || kind === 'STORM' || !serviced));
  });

  it('is never SAFE when the driver acknowledges last', () => {
    const late = safe.filter(({ profile: { driver } }) => driver === 'ackLast' || driver === 'ackLastLoop');
    assert.deepEqual(late, []);
  });

  it('is mended by one more look at the work after a late ACK wherever an early ACK is SAFE', () => {
    const early = safe.filter(({ profile: { driver } }) => driver === 'ackFirst');
    assert.ok(early.length > 0);
    for (const { profile } of early) {
      const rechecked = byProfile.get(key({ ...profile, driver: 'ackLastRecheck' }));
      assert.equal(rechecked?.kind, 'SAFE', key(profile));
    }
  });

  it('needs no detector when the trigger is level', () => {
    for (const row of all.filter(({ profile }) => profile.trigger === 'level' && profile.detector === 'assert')) {
      const other = byProfile.get(key({ ...row.profile, detector: 'transition' }));
      assert.deepEqual(numbers(row), numbers(other ?? assert.fail('no such profile')));
    }
  });

  it('does not care for the order where status and line change in one critical section', () => {
    for (const row of all.filter(({ profile: { signal, section } }) => signal === 'level' && section === 'whole')) {
      const other = byProfile.get(key({ ...row.profile, order: 'signalFirst' }));
      assert.equal(other?.states, row.states);
      assert.equal(other?.kind, row.kind);
    }
  });

  it('gives a run that is as short as it says for every LOST profile', () => {
    for (const { kind, shortest, shortestDead, dead, lostRun, deadRun } of all) {
      assert.equal(kind === 'LOST', shortest !== null);
      assert.equal(dead, shortestDead !== null);
      assert.equal(lostRun?.steps.length ?? null, shortest);
      assert.equal(deadRun?.steps.length ?? null, shortestDead);
      if (shortest !== null && shortestDead !== null) assert.ok(shortest <= shortestDead);
    }
  });
});

describe('the rules of safety', () => {
  it('are kept by the SAFE profiles, all of them and no other', () => {
    for (const { profile, kind, broken } of all) assert.equal(broken.length === 0, kind === 'SAFE', key(profile));
  });

  it('are all needed: each is the only one that some profile breaks', () => {
    for (const rule of safetyRules) {
      assert.ok(
        all.some(({ broken }) => broken.length === 1 && broken[0] === rule),
        rule.id,
      );
    }
  });

  it('have names of their own', () => {
    assert.equal(new Set(safetyRules.map(({ id }) => id)).size, safetyRules.length);
  });

  it('let a level-triggered line, and no other, do without a spurious interrupt', () => {
    assert.ok(safe.some(({ spurious }) => !spurious));
    for (const { profile, spurious } of safe) assert.equal(!spurious, profile.trigger === 'level', key(profile));
  });

  it('lose an event for good only where a later one does not signal by itself', () => {
    const alwaysOnEdge = all.filter(({ profile: { signal, trigger } }) => signal === 'always' && trigger === 'edge');
    assert.ok(alwaysOnEdge.some(({ kind }) => kind === 'LOST'));
    for (const { profile, dead } of alwaysOnEdge) assert.equal(dead, false, key(profile));
  });

  it('tell storms: only a level-triggered line storms, one that stays high with nothing to say', () => {
    const storms = all.filter(({ storm }) => storm);
    assert.equal(storms.length, 108);
    for (const { profile } of storms) {
      assert.equal(profile.trigger, 'level', key(profile));
      assert.ok(profile.signal === 'assertOnly' || (profile.signal === 'level' && profile.section === 'split'));
    }
  });

  it('that a second thread puts to the test are the atomic update and the whole pulse', () => {
    const changed = all.filter(({ kind, one }) => kind !== 'SAFE' && one.kind === 'SAFE');
    assert.equal(changed.length, 45);
    for (const { profile, broken } of changed) {
      const [first, ...others] = broken.map(({ id }) => id);
      assert.ok(first === 'atomic-update' || first === 'whole-pulse', key(profile));
      assert.ok(
        others.every((id) => id === 'whole-pulse'),
        key(profile),
      );
    }
  });
});

describe('a third thread', () => {
  it('changes the verdict of no named system, with any driver', () => {
    const published = new Map(tableRows('three threads').map(([name, ...states]) => [name, states]));
    assert.deepEqual(
      [...published.keys()],
      namedSystems.map(({ name }) => name),
    );
    const known = new Map<string, Verdict>();
    // kvmtool has five million states with three threads: irqline matrix --threads 3 --safe-and-named is the place for those.
    for (const { name, choices } of namedSystems.filter((system) => system.name !== 'kvmtool')) {
      const states = namedDrivers.map(({ driver }) => {
        const profile: Profile = { ...choices, driver };
        const two = byProfile.get(key(profile)) ?? assert.fail('no such profile');
        const three = known.get(key(profile)) ?? judged(profile, 3);
        known.set(key(profile), three);
        const both = [three, two].map(({ kind, dead, shortest, shortestDead }) => [kind, dead, shortest, shortestDead]);
        assert.deepEqual(both[0], both[1], key(profile));
        return three.states.toLocaleString('en');
      });
      assert.deepEqual(states, published.get(name), name);
    }
  });

  it('leaves every SAFE profile SAFE, and services every event', () => {
    // Without those that are the same system by another name: see the two equalities above.
    const different = safe.filter(
      ({ profile: { order, trigger, detector } }) =>
        order === 'statusFirst' && (trigger === 'edge' || detector === 'transition'),
    );
    assert.equal(different.length, 34);
    for (const { profile } of different) {
      const { kind, serviced } = judged(profile, 3);
      assert.deepEqual([kind, serviced], ['SAFE', true], key(profile));
    }
  });
});

const page = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8');

/** The rows of the table whose first heading is this, without the heading. */
function tableRows(heading: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `)) + 2;
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** A verdict as the page has it. */
function word(verdictOf: Verdict | undefined): string {
  if (verdictOf?.kind !== 'LOST') return verdictOf?.kind ?? 'no such profile';
  return verdictOf.dead ? `dead ${verdictOf.shortestDead}` : `LOST ${verdictOf.shortest}`;
}

describe('docs/findings.md', () => {
  it('counts what the matrix has', () => {
    const sum = all.reduce((so, { states }) => so + states, 0);
    assert.ok(page.includes(`all ${all.length} of them`));
    assert.ok(page.includes(`${sum.toLocaleString('en')} states`));
    const howMany = (wanted: (one: Verdict) => boolean): string => String(all.filter(wanted).length);
    assert.deepEqual(
      tableRows('verdict').map(([kind, count]) => [kind, count]),
      [
        ['SAFE', howMany(({ kind }) => kind === 'SAFE')],
        ['LOST, dead', howMany(({ dead }) => dead)],
        ['LOST', howMany(({ kind, dead }) => kind === 'LOST' && !dead)],
        ['STORM', howMany(({ kind }) => kind === 'STORM')],
      ],
    );
  });

  it('counts the storms, and those through which an event can stay unserviced', () => {
    const storms = all.filter(({ storm }) => storm);
    const starving = storms.filter(({ stormStarves }) => stormStarves);
    assert.ok(page.includes(`${storms.length} profiles have one, and in ${starving.length} of them an event can stay`));
  });

  it('has the rules, each with the profiles that break it alone', () => {
    const alone = all.map(({ broken }) => broken).filter(({ length }) => length === 1);
    assert.deepEqual(
      tableRows('rule'),
      safetyRules.map((rule) => [rule.id, rule.text, String(alone.filter(([only]) => only === rule).length)]),
    );
  });

  it('has the verdict of every named system under every named driver', () => {
    assert.deepEqual(
      tableRows('system'),
      namedSystems.map(({ name, choices }) => [
        name,
        ...namedDrivers.map(({ driver }) => word(byProfile.get(key({ ...choices, driver })))),
      ]),
    );
  });

  it('says how far the drivers go', () => {
    const safeWith = (driver: Profile['driver']): ReadonlySet<string> =>
      new Set(
        safe
          .filter(({ profile }) => profile.driver === driver)
          .map(({ profile: { order, update, signal, section, trigger, detector } }) =>
            [order, update, signal, section, trigger, detector].join(' '),
          ),
      );
    assert.deepEqual([...safeWith('ackLast'), ...safeWith('ackLastLoop'), ...safeWith('ackOnes')], []);
    assert.deepEqual(safeWith('ackLastRecheck'), safeWith('ackFirst'));
    const onlyLoop = Array.from(safeWith('ackFirstLoop')).filter((device) => !safeWith('ackFirst').has(device));
    // Pulses on rise, and a level on a line configured as edge.
    assert.deepEqual(onlyLoop, [
      'statusFirst or onRise split edge assert',
      'statusFirst or onRise whole edge transition',
      'statusFirst or onRise whole edge assert',
      'statusFirst or level whole edge transition',
      'signalFirst or level whole edge transition',
    ]);
  });

  it('says what a second thread changes', () => {
    const changes = (from: Verdict['kind'], to: Verdict['kind']): number =>
      all.filter(({ one, kind }) => one.kind === from && kind === to).length;
    const worse = all.filter(({ one, dead }) => one.kind === 'LOST' && !one.dead && dead).length;
    assert.deepEqual([changes('SAFE', 'LOST'), changes('STORM', 'LOST'), worse], [45, 2, 29]);
    assert.match(page, /45 profiles that are SAFE with one thread are LOST with two, and two that storm/);
    assert.match(page, /is dead with two threads in 29 profiles/);
  });
});
