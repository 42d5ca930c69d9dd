import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is wrong with the adapter of the tests. */
export interface FakeFault {
  readonly hello?: Readonly<Record<string, unknown>>;
  readonly at?: number;
  readonly on?: string;
  /** A file that it makes when it hangs. */
  readonly makes?: string;
  /** What it does not show, without saying so. */
  readonly lacks?: readonly string[];
  /** Whether it shows what it says it hides. */
  readonly tellsAll?: boolean;
  readonly do?: 'die' | 'hang' | 'babble' | 'echo' | 'speak-twice';
}

const program = fileURLToPath(new URL('fake-adapter.test.support.js', import.meta.url));

/** Tells our adapters from those of tests that run beside us. */
const mark = `"by":${process.pid}`;

/** The command that starts the adapter of the tests. */
export function fakeAdapter(subject: string, fault: FakeFault = {}): string {
  return `${process.execPath} ${program} ${subject} '${JSON.stringify({ ...fault, by: process.pid })}'`;
}

/** The ids of the processes that this process's adapters have left, or of others that have a text in their command line. */
export function running(text = mark): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // it has ended meanwhile
    }
  });
}
