import { release } from 'node:os';
import { IrqlineError } from '../../spec/errors.js';
import { KvmError } from '../system/kvm-error.js';
import type { Greeting, RemoteFailure, Reply, Request } from './protocol.js';

/** What can be asked of this side, by name; each takes a body and returns a result, both plain data. */
export type Operations = Readonly<Record<string, (body: unknown) => unknown>>;

/** The first message, which says who is here. */
export function greeting(protocol: number): Greeting {
  return { protocol, kernel: release(), architecture: process.arch, node: process.version };
}

/**
 * Answers one message: the reply to send, or nothing for a heartbeat. Whatever an operation throws becomes a failure
 * that names its code; the server goes on.
 */
export function answer(operations: Operations, message: string): Reply | undefined {
  const request = JSON.parse(message) as Partial<Request>; // from our own client, over a line that does not corrupt
  if (request.id === undefined) return undefined;
  const operation = operations[request.operation ?? ''];
  try {
    if (operation === undefined) throw new IrqlineError('KVM_HOST_FOREIGN', `no operation ${request.operation}`);
    return { id: request.id, result: operation(request.body) };
  } catch (error) {
    return { id: request.id, failure: describe(error) };
  }
}

function describe(error: unknown): RemoteFailure {
  if (error instanceof KvmError) {
    return { code: error.code, message: error.detail, call: error.call, errno: error.errno };
  }
  if (error instanceof IrqlineError) return { code: error.code, message: error.detail };
  return { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
