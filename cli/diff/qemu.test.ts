import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findProgram } from '../../kvm-backend/host/command.js';
import { needs } from '../../kvm-backend/testing/requirement.js';
import { diffWith, hostOf, isRefused, own } from './faults.test.support.js';

const QEMU = 'qemu-system-aarch64';
const real = findProgram(QEMU);

void it('without QEMU, `--against qemu` says how to get it', async () => {
  isRefused(await diffWith({}, ['--against', 'qemu']), 'QEMU_MISSING', 3, /apt install qemu-system-arm/);
});

void it('a QEMU that cannot do what it has to ends the comparison with its last words', async () => {
  const old = `echo 'qemu-system-aarch64: -qtest: invalid option' >&2; exit 1`;
  isRefused(await diffWith({ [QEMU]: old }, ['--against', 'qemu']), 'QEMU_DIED', 3, /-qtest: invalid option/);
});

void it('it does so before KVM is asked anything, and no host is booted for it', async () => {
  const { [QEMU]: host = '', ...fetchers } = hostOf('runStopped', 6, 'go');
  const old = `case "$*" in *qtest*) echo 'qtest: unknown' >&2; exit 1 ;; esac\n${host}`;
  const after = await diffWith({ ...fetchers, [QEMU]: old }, [...own, '--against', 'kvm,qemu', '--rung', '1']);
  isRefused(after, 'QEMU_DIED', 3, /qtest: unknown/);
  assert.doesNotMatch(after.stderr, /booting/);
});

void describe('a real QEMU', needs(real !== undefined, 'no QEMU here'), () => {
  const programs = { [QEMU]: `exec ${real} "$@"` };

  void it('is compared, and is gone afterwards', async () => {
    const after = await diffWith(programs, ['--against', 'qemu,soft-gic', '--rung', '1', '--runs', '10']);
    assert.equal(after.exitCode, 0, after.stderr);
    assert.match(after.stdout, /^✓ (\d+) of \1 documented quirks and divergences of QEMU are as documented$/m);
    assert.match(after.stdout, /^✓ rung 1, .*: QEMU \d+\.\d+\.\d+ pass \(10 runs, /m);
    assert.deepEqual([after.started, after.running], [[QEMU], []]);
  });

  void it('is gone after Ctrl-C', async () => {
    const args = ['--against', 'qemu', '--rung', '1', '--runs', '1000000', '--json'];
    const after = await diffWith(programs, args, QEMU);
    assert.equal(after.exitCode, 130, after.stderr);
    assert.equal((JSON.parse(after.stdout) as { isWhole: boolean }).isWhole, false);
    assert.deepEqual([after.started, after.running], [[QEMU], []]);
  });
});
