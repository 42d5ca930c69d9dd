import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diffWith, hostOf, isRefused, own } from './faults.test.support.js';

interface Told {
  readonly ended?: { readonly code: string; readonly detail: string };
  readonly isWhole: boolean;
  readonly restarts: number;
  readonly contract: readonly unknown[];
  readonly known: readonly unknown[];
  readonly results: readonly { readonly rung: number; readonly runs: number; readonly verdict: string }[];
}

void describe('what was compared until then is reported', { concurrency: 2 }, () => {
  const figures = ({ results }: Told): unknown => results.map(({ rung, runs, verdict }) => [rung, runs, verdict]);

  void it('when the host dies among the runs: as text and in a report', async () => {
    const after = await diffWith(hostOf('runStopped', 6, 'die'), [...own, '--record', 'report.json', '--rung', '1']);
    isRefused(after, 'KVM_HOST_DIED', 3, /ended with 7; its last words:\n {2}Oops: the last words/);
    assert.match(after.stdout, /rung 1, .* pass \(6 runs, /);
    assert.match(after.stdout, /^ {2}pulses and levels by irqLine and irqLine in 1, irqLine and irqfd in 2, .* runs$/m);
    const report = JSON.parse(after.report ?? '') as { isWhole: boolean; known: unknown[]; rungs: { runs: number }[] };
    assert.deepEqual([report.isWhole, report.rungs.map(({ runs }) => runs)], [false, [6]]);
    assert.ok(report.known.length > 9);
  });

  void it('when the host dies among the documented calls: those that it answered', async () => {
    const after = await diffWith(hostOf('contract', 24, 'die'), [...own, '--json']);
    isRefused(after, 'KVM_HOST_DIED', 3, /Oops/);
    const { ended, contract, known, isWhole } = JSON.parse(after.stdout) as Told;
    assert.deepEqual([ended?.code, contract.length, known, isWhole], ['KVM_HOST_DIED', 24, [], false]);
  });

  void it('when the host dies after a call that it answered otherwise than documented: that counts', async () => {
    const after = await diffWith(hostOf('contract', 24, 'lie'), own);
    isRefused(after, 'KVM_HOST_DIED', 1, /Oops/);
    assert.match(after.stdout, /✗ 16 of 24 documented answers/);
    assert.match(after.stdout, /: documented \S+, KVM a lie$/m);
  });

  const hangs: readonly (readonly [
    where: string,
    operation: string,
    after: number,
    isFound: (told: Told) => boolean,
  ])[] = [
    ['the documented calls', 'contract', 16, ({ contract, known }) => contract.length === 16 && known.length === 0],
    ['the quirks', 'runAgent', 3, ({ contract, known }) => contract.length > 150 && known.length > 2],
    ['the runs', 'runStopped', 6, (told) => JSON.stringify(figures(told)) === '[[1,6,"pass"]]'],
  ];
  for (const [where, operation, most, isFound] of hangs) {
    void it(`when the host hangs among ${where}, once the patience is over`, async () => {
      const args = [...own, '--json', '--rung', '1', '--patience', '3s'];
      const after = await diffWith(hostOf(operation, most, 'hang'), args);
      isRefused(
        after,
        'KVM_HOST_SILENT',
        3,
        new RegExp(`^ {2}${operation} took over 3000 ms\\n {2}→ .*--patience.*$`, 'm'),
      );
      const told = JSON.parse(after.stdout) as Told;
      assert.deepEqual([told.ended?.code, told.isWhole, told.restarts], ['KVM_HOST_SILENT', false, 1]);
      assert.match(after.stderr, /booting the emulated host again, once/);
      assert.ok(isFound(told), after.stdout);
    });
  }

  void it('and the rest as well, once the host is booted again, when what it hung at does not make it hang again', async () => {
    const args = [...own, '--rung', '1', '--runs', '12', '--patience', '3s', '--record', 'report.json'];
    const after = await diffWith(hostOf('runStopped', 6, 'hang-once'), args);
    assert.match(after.stderr, /runStopped took over 3000 ms[^]*booting the emulated host again, once/);
    assert.match(after.stdout, /^! the emulated host fell silent once and was booted again/m);
    assert.match(after.stdout, /rung 1, .* pass \(12 runs, /);
    assert.equal((JSON.parse(after.report ?? '') as { restarts: number }).restarts, 1);
  });

  void it('when the host dies among the quirks: as JSON, with why', async () => {
    const after = await diffWith(hostOf('runAgent', 3, 'die'), [...own, '--json']);
    isRefused(after, 'KVM_HOST_DIED', 3, /Oops/);
    const told = JSON.parse(after.stdout) as Told;
    assert.deepEqual(
      [told.ended?.code, told.isWhole, told.known.length, told.results],
      ['KVM_HOST_DIED', false, 3, []],
    );
    assert.match(told.ended?.detail ?? '', /Oops/);
  });

  void it('when the host dies while a difference is shortened: the difference counts', async () => {
    const after = await diffWith(hostOf('runStopped', 4, 'lie'), [...own, '--rung', '1']);
    isRefused(after, 'KVM_HOST_DIED', 1, /Oops/);
    assert.match(after.stdout, /rung 1, .* fail \(4 runs, /);
    assert.match(after.stdout, /--replay .*kvm-rung-1\.json/);
  });

  const interruptions: readonly (readonly [where: string, operation: string, isFound: (told: Told) => boolean])[] = [
    [
      'among the documented calls',
      'contract',
      ({ contract, known, results }) =>
        contract.length >= 8 && contract.length < 100 && known.length + results.length === 0,
    ],
    ['among the quirks', 'runAgent', ({ known, results }) => known.length > 2 && results.length === 0],
    ['among the runs', 'runStopped', (told) => /^\[\[1,\d+,"pass"\]\]$/.test(JSON.stringify(figures(told)))],
  ];
  for (const [where, operation, isFound] of interruptions) {
    void it(`on Ctrl-C ${where}`, async () => {
      const args = [...own, '--json', '--rung', '1', '--runs', '1000000'];
      const after = await diffWith(hostOf(operation, 4, 'go'), args, 'made');
      assert.equal(after.exitCode, 130, after.stderr);
      const told = JSON.parse(after.stdout) as Told;
      assert.deepEqual([told.ended, told.isWhole], [undefined, false]);
      assert.ok(isFound(told), after.stdout);
      assert.deepEqual(after.running, []);
    });
  }
});
