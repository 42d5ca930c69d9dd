import { release } from 'node:os';
import { IrqlineError } from '../../spec/errors.js';
import { describeFailure } from './failure.js';
import { toLine, type SharedArea } from './framing.js';
import type { Greeting, Reply, Request } from './protocol.js';

/** What can be asked of this side, by name; each takes a body and returns a result, both plain data. */
export type Operations = Readonly<Record<string, (body: never) => unknown>>;

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
    return { id: request.id, result: operation(request.body as never) }; // the client's types say what it takes
  } catch (error) {
    return { id: request.id, failure: describeFailure(error) };
  }
}

/**
 * As {@link answer}, but what goes over the line. A reply that does not fit into the area becomes a failure that says so.
 * @param area - for replies too long for the line; without, every reply goes over it
 */
export function answerLine(operations: Operations, message: string, area: SharedArea | undefined): string | undefined {
  const reply = answer(operations, message);
  if (reply === undefined) return undefined;
  try {
    return toLine(JSON.stringify(reply), area);
  } catch (error) {
    return toLine(JSON.stringify({ id: reply.id, failure: describeFailure(error) } satisfies Reply), area);
  }
}
