import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { needs } from '../testing/requirement.js';
import { findProgram } from './command.js';
import { fetchDebian, KEYRING } from './fetch.js';

const hasApt = findProgram('apt-get') !== undefined && existsSync(KEYRING);
const { PATH, APT_CONFIG } = process.env;

describe('what is fetched from Debian', needs(hasApt, `apt-get and ${KEYRING} fetch it`), () => {
  let folder = '';
  const fetch = (): Promise<void> => {
    const parts = join(folder, 'parts');
    mkdirSync(parts);
    return fetchDebian('trixie', parts, new AbortController().signal);
  };
  /** Has apt take a machine's configuration for its own that goes through this proxy and lets everything pass. */
  const configure = (port: number): void => {
    const path = join(folder, 'apt.conf');
    const lines = [
      'Dir::Etc::Parts "/dev/null";',
      'Dir::Etc::main "/dev/null";',
      `Acquire::http::Proxy "http://127.0.0.1:${port}";`,
      'Acquire::Retries "0";',
      ...LAX.map((option) => `${option} "true";`),
    ];
    writeFileSync(path, lines.join('\n'));
    process.env['APT_CONFIG'] = path;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  });
  afterEach(() => {
    process.env['PATH'] = PATH;
    if (APT_CONFIG === undefined) delete process.env['APT_CONFIG'];
    else process.env['APT_CONFIG'] = APT_CONFIG;
    rmSync(folder, { recursive: true });
  });

  it('is an error when the mirror cannot be reached, with what apt says of it', async () => {
    configure(
      await served(
        () => undefined,
        (port) => Promise.resolve(port),
      ),
    ); // nobody listens there any more
    await assert.rejects(fetch(), { code: 'KVM_HOST_FETCH_FAILED', detail: /apt-get update .*Could not connect/ });
  });

  it('has to be signed, whatever the machine’s own configuration says', () =>
    served(unsignedMirror, async (port) => {
      configure(port);
      await assert.rejects(fetch(), { code: 'KVM_HOST_FETCH_FAILED', detail: /apt-get update .*is not signed/ });
    }));

  it('is asked for with every check turned on, the lists and the packages', async () => {
    const fakes = {
      'apt-get': `echo "$@" >> ${join(folder, 'asked')}`,
      'apt-cache': 'echo Depends: linux-image-of-arm64',
      'dpkg-deb': '',
    };
    for (const [name, script] of Object.entries(fakes)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    process.env['PATH'] = `${folder}${delimiter}${PATH}`;
    await fetch();
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
    assert.deepEqual(
      asked.map((line) => / -qq (\S+)/.exec(line)?.[1]),
      ['update', 'download'],
    );
    for (const line of asked) {
      const lacking = LAX.filter((option) => !line.includes(`-o ${option}=false`));
      assert.deepEqual(lacking, [], line);
    }
  });
});

/** What lets apt take what nobody signed, or signed badly: apt.conf(5), apt-secure(8). */
const LAX = [
  'Acquire::AllowInsecureRepositories',
  'Acquire::AllowDowngradeToInsecureRepositories',
  'Acquire::AllowWeakRepositories',
  'APT::Get::AllowUnauthenticated',
];

/** SHA-256 of nothing. */
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A mirror of a release without packages and without a signature. */
const unsignedMirror: RequestListener = ({ url }, response) => {
  if (url?.endsWith('/Release') === true) {
    const sums = `SHA256:\n ${NOTHING} 0 main/binary-arm64/Packages`;
    const fields = ['Suite: trixie', 'Codename: trixie', `Date: ${new Date().toUTCString()}`];
    response.end(`${[...fields, 'Architectures: arm64', 'Components: main', sums].join('\n')}\n`);
  } else {
    response.writeHead(url?.endsWith('/Packages') === true ? 200 : 404).end();
  }
};

/** Uses a server on a port of its own. */
async function served<T>(listener: RequestListener, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
