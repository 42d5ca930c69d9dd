import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeTrace, type Trace } from '../../properties/index.js';

/** Where the recordings are, a folder for each Debian release whose kernel was recorded. */
const recordingsPath = fileURLToPath(new URL('../../../tools/spec/recordings/', import.meta.url));

/** A run that was made on a real KVM. */
export interface Recording {
  readonly suite: string;
  readonly name: string;
  readonly trace: Trace;
}

/** The Debian releases whose kernels were recorded. */
export const recordedSuites = (): readonly string[] =>
  readdirSync(recordingsPath, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** The runs that tools/record-kvm.ts has recorded on the kernel of a Debian release. */
export function recordingsOf(suite: string): readonly Recording[] {
  return readdirSync(join(recordingsPath, suite)).map((file) => ({
    suite,
    name: basename(file, '.json'),
    trace: decodeTrace(readFileSync(join(recordingsPath, suite, file), 'utf8')),
  }));
}
