import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namedSystems, profiles, verdict, type Verdict } from '../../model/index.js';
import { profileReport } from './profile-report.js';
import { selectProfile } from './select.js';
import { lanesOf, tell } from './story.js';

const ansi = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');

function report(text: string, threads = 2): string {
  const selection = selectProfile(text);
  return profileReport(selection, verdict(selection.profile, threads), threads).replace(ansi, '');
}

function judged(text: string): Verdict {
  const result = verdict(selectProfile(text).profile, 2);
  assert(result.kind !== 'INCONCLUSIVE');
  return result;
}

const partiesOf = ({ lostRun }: Verdict): readonly string[] =>
  lostRun === null ? [] : lanesOf(tell(selectProfile('qemu').profile, lostRun.start, lostRun.steps));

describe('the story of a lost interrupt', () => {
  test('is that of the recorded one: QEMU, its own GIC, and Linux', () => {
    const lines = report('qemu').split('\n');
    const start = lines.findIndex((line) => line.startsWith('Thread 0'));
    assert.deepEqual(
      lines.slice(start + 4, start + 14).map((line) => line.slice(0, line.search(/  +\d+  work|$/)).trimEnd()),
      [
        '    ● publish CONFIG     │              │           │',
        '    │                    │              │── take ──▶│',
        '    │                    │─────── read VRING ──────▶│',
        '    │─ := VRING+CONFIG ─▶│              │           │',
        '    │                    │───── 1 ─────▶│           │',
        '    │                    │◀────── ACK VRING ────────│',
        '    │                    │───── 1 ─────▶│           │',
        '    │                    │              │           ● service VRING',
        '    │                    │              │◀── EOI ───│',
        '',
      ],
    );
    assert.match(
      lines.join('\n'),
      /9 {2}work -C {2}status -C {2}line 1 {2}latch 0 {2}active 0\n\nLost: CONFIG still waits/,
    );
  });

  test('shows the threads that do something, and no other', () => {
    const [qemu, squib] = [judged('qemu'), judged('squib')];
    assert.deepEqual(partiesOf(qemu), ['Thread 0', 'InterruptStatus', 'GIC line', 'Driver']);
    assert.deepEqual(partiesOf(squib), ['Thread 0', 'Thread 1', 'InterruptStatus', 'GIC line', 'Driver']);
  });

  test('can be told for every kind of profile: each step has a message, between two parties that are there', () => {
    for (const profile of profiles()) {
      const result = verdict(profile, 1);
      assert(result.kind !== 'INCONCLUSIVE');
      const { lostRun: run, stormRun } = result;
      const told = run === null ? [] : tell(profile, run.start, run.steps);
      const round = stormRun === null ? [] : tell(profile, stormRun.stem.start, stormRun.stem.steps);
      for (const steps of [told, round]) {
        const lanes = lanesOf(steps);
        for (const { messages } of steps) {
          assert.ok(messages.length > 0);
          assert.ok(messages.every(({ from, to }) => lanes.includes(from) && lanes.includes(to)));
        }
      }
    }
  });
});

describe('the report on a profile', () => {
  test('gives the source, and what is inferred', () => {
    for (const { name, source, remark, inferred } of namedSystems) {
      const text = report(name).replaceAll('\n', ' ');
      assert.ok(text.includes(source) && text.includes(remark), name);
      assert.ok(text.includes(`Inferred: ${inferred.join(', ') || 'nothing'}.`), name);
    }
  });

  test('says which rules of safety are broken', () => {
    assert.match(
      report('qemu'),
      /if it kept these rules as well:\n {2}no-signal-withheld: Make an edge[^\n]*\n {4}[^\n]*\n\nA shortest run/,
    );
    assert.doesNotMatch(report('openvmm'), /these rules/);
  });

  test('says what each verdict means', () => {
    assert.match(report('openvmm'), /SAFE: every event is serviced.*No handler finds/);
    assert.match(report('firecracker'), /SAFE: .*A handler may find InterruptStatus empty/);
    assert.match(report('squib'), /LOST: an event is lost, unless/);
    assert.match(report('crosvm'), /LOST, dead: /);
  });

  test('shows both runs when the shortest is not the dead one', () => {
    const { shortest, shortestDead } = judged('driver=ackOnes,signal=onRise,section=split');
    assert.notEqual(shortest, shortestDead);
    assert.match(report('driver=ackOnes,signal=onRise,section=split'), /A shortest run:[^]*A shortest run after which/);
  });

  test('shows a storm: the way in, and the round', () => {
    const text = report('signal=assertOnly,trigger=level');
    assert.match(text, /STORM[^]*The way into a storm:[^]*again and again:\n\n[^]*take[^]*read nothing[^]*EOI/);
  });

  test('says of a storm whether an event can stay unserviced through it', () => {
    assert.match(report('signal=assertOnly,trigger=level'), /There is a storm\. No event stays unserviced/);
    assert.match(report('signal=assertOnly,trigger=level,driver=ackOnes'), /There is a storm\. An event can stay/);
    assert.doesNotMatch(report('crosvm'), /There is a storm/);
  });

  test('claims nothing when it did not get to the end', () => {
    const selection = selectProfile('squib');
    const text = profileReport(selection, verdict(selection.profile, 2, { maxStates: 100 }), 2);
    assert.match(text, /inconclusive: more than 100 states/);
  });
});
