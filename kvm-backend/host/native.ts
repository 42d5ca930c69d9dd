import { fileURLToPath } from 'node:url';
import type { Link } from '../remote/link.js';
import { ChildLink } from './child-link.js';

const WORKER = fileURLToPath(new URL('../guest/worker.js', import.meta.url));

/** Starts the process that owns this machine's own KVM. It ends when its standard input does, so never outlives us. */
export function startWorker(): Link {
  return new ChildLink(process.execPath, [WORKER], {});
}
