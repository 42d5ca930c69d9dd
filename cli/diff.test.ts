import assert from 'node:assert/strict';
import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { diffWith, fetchers, greet, HANG, isRefused, own, type Programs } from './diff/faults.test.support.js';
import { runIrqline } from './transcript.test.support.js';

/** As apt 2.6: that no list could be fetched is a warning, unless it is told otherwise, and then there are no packages. */
const aptWithoutNetwork: Programs = {
  'apt-get': `
    sleep 1
    echo 'W: Failed to fetch http://deb.debian.org/debian/dists/trixie/InRelease  Temporary failure resolving' >&2
    case "$*" in *APT::Update::Error-Mode=any*) exit 100 ;; esac`,
  'apt-cache': 'echo E: No packages found >&2; exit 100',
};

const refusals: readonly (readonly [
  title: string,
  programs: Programs,
  args: readonly string[],
  code: string,
  exitCode: number,
  words: RegExp,
])[] = [
  ['no QEMU, before anything is fetched', {}, [], 'KVM_HOST_MISSING', 3, /no program qemu-system-aarch64/],
  ['no apt', { 'qemu-system-aarch64': '' }, [], 'KVM_HOST_MISSING', 3, /no program/],
  [
    'no network for apt, with npm still at work',
    {
      ...fetchers,
      'qemu-system-aarch64': '',
      npm: HANG,
      ...aptWithoutNetwork,
    },
    [],
    'KVM_HOST_FETCH_FAILED',
    3,
    /Temporary failure resolving/,
  ],
  [
    'a full disk',
    { ...fetchers, 'qemu-system-aarch64': '', npm: 'echo npm error ENOSPC >&2; exit 1' },
    own,
    'KVM_HOST_CACHE_UNWRITABLE',
    3,
    /ENOSPC/,
  ],
  ['a kernel of zeros', { 'qemu-system-aarch64': HANG }, ['--kernel', 'zeros'], 'KVM_HOST_NOT_ARM64', 2, /zeros/],
  [
    'a Node for another machine',
    { 'qemu-system-aarch64': HANG },
    ['--kernel', 'Image', '--node', 'zeros', '--root', 'root'],
    'KVM_HOST_NOT_ARM64',
    2,
    /zeros/,
  ],
  [
    'a kernel that panics',
    { ...fetchers, 'qemu-system-aarch64': 'echo Kernel panic >&2; exit 1' },
    own,
    'KVM_HOST_DIED',
    3,
    /ended with 1; its last words:\n {2}Kernel panic/,
  ],
  [
    'a kernel that says nothing',
    { ...fetchers, 'qemu-system-aarch64': HANG },
    own,
    'KVM_HOST_SILENT',
    3,
    /not a word in 30000 ms/,
  ],
  [
    'a program of another version in the host',
    { ...fetchers, 'qemu-system-aarch64': greet(HANG, 99) },
    own,
    'KVM_HOST_FOREIGN',
    3,
    /protocol 99/,
  ],
  ...(
    [
      [
        'a kernel without KVM',
        '"failure":{"code":"KVM_UNAVAILABLE","message":"no /dev/kvm"}',
        'KVM_UNAVAILABLE',
        /no \/dev\/kvm/,
      ],
      ['a kernel without a vGICv3', '"result":{"vgicV3":false,"lacks":[]}', 'KVM_NO_VGICV3', /KVM on arm64/],
      [
        'an old kernel, by all that it lacks',
        '"result":{"vgicV3":true,"lacks":["this (Linux 4.11)","that (Linux 4.18)"]}',
        'KVM_TOO_OLD',
        /^ {2}KVM of Linux 6\.1 lacks this \(Linux 4\.11\), that \(Linux 4\.18\)\n {2}→ .*Linux 4\.18 or newer/m,
      ],
    ] as const
  ).map(
    ([title, answer, code, words]) =>
      [
        title,
        { ...fetchers, 'qemu-system-aarch64': greet(`read line; echo '{"id":1,${answer}}'; ${HANG}`) },
        own,
        code,
        3,
        words,
      ] as const,
  ),
  [
    'a guest that dies of a request',
    { ...fetchers, 'qemu-system-aarch64': greet('read line; echo Oops >&2; exit 7') },
    own,
    'KVM_HOST_DIED',
    3,
    /ended with 7; its last words:\n {2}Oops/,
  ],
];

void describe('what goes wrong around the emulated host is one clear line', { concurrency: 4 }, () => {
  for (const [title, programs, args, code, exitCode, words] of refusals) {
    void it(title, async () => isRefused(await diffWith(programs, args), code, exitCode, words));
  }
});

void describe('Ctrl-C leaves nothing behind', { concurrency: 2 }, () => {
  const cases: readonly (readonly [where: string, programs: Programs, at: string])[] = [
    ['while something is fetched', { ...fetchers, 'qemu-system-aarch64': HANG, npm: HANG }, 'npm'],
    ['while the host boots', { ...fetchers, 'qemu-system-aarch64': HANG }, 'qemu-system-aarch64'],
  ];
  for (const [where, programs, at] of cases) {
    void it(where, async () => {
      const after = await diffWith(programs, own, at);
      assert.equal(after.exitCode, 130, after.stderr);
      assert.ok(after.started.includes(at));
      assert.deepEqual(after.running, []);
      assert.deepEqual(
        after.left.filter((name) => name.includes('.part-') || name.startsWith('irqline-')),
        [],
      );
    });
  }
});

/** What keeps a machine that is not arm64 from having a vGICv3 of its own. */
function lackingHere(): string {
  if (!existsSync('/dev/kvm')) return 'KVM_UNAVAILABLE';
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return 'KVM_NO_VGICV3';
  } catch {
    return 'KVM_PERMISSION_DENIED';
  }
}

describe('diff --host native', () => {
  it(
    'says in one line what this machine lacks, and that it is the machine: exit 3',
    { skip: process.arch === 'arm64' ? 'an arm64 host may have all that is needed' : false },
    async () => {
      const ran = await runIrqline(['diff', '--host', 'native', '--runs', '1'], {
        directory: tmpdir(),
        environment: { ...process.env, NO_COLOR: '1' },
      });
      assert.equal(ran.exitCode, 3);
      assert.match(ran.stderr, new RegExp(`^irqline: .* \\[${lackingHere()}\\]\\n(?: {2}.*\\n)+$`));
    },
  );
});
