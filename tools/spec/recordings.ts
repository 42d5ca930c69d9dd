import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeTrace, type Trace } from '../../properties/index.js';

/** Where the recordings are, a folder for each Debian release whose kernel was recorded. */
export const recordingsPath = fileURLToPath(new URL('../../../tools/spec/recordings/', import.meta.url));

/** A run that was made on a real KVM. */
export interface Recording {
  readonly suite: string;
  readonly name: string;
  readonly trace: Trace;
}

/** All runs that tools/record-kvm.ts has recorded. */
export function recordings(): readonly Recording[] {
  const entries = readdirSync(recordingsPath, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: suite }) =>
      readdirSync(join(recordingsPath, suite)).map((file) => ({
        suite,
        name: basename(file, '.json'),
        trace: decodeTrace(readFileSync(join(recordingsPath, suite, file), 'utf8')),
      })),
    );
}
