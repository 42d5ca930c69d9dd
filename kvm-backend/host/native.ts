import { fileURLToPath } from 'node:url';
import type { Link } from '../remote/link.js';
import { ChildLink } from './child-link.js';
import { endedWithUs } from './command.js';

const WORKER = fileURLToPath(new URL('../guest/worker.js', import.meta.url));

/**
 * Starts the process that owns this machine's own KVM. It ends when its standard input does, or is ended by the kernel while
 * a KVM_RUN keeps it from noticing, so never outlives us.
 */
export function startWorker(): Link {
  return new ChildLink(...endedWithUs(process.execPath, [WORKER]), {});
}
