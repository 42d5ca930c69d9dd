import { EventEmitter } from 'node:events';
import type { Link } from '../remote/link.js';
import { answer, type Operations } from '../remote/server.js';

/** A link whose other side is the real server, in this process; `silent` operations are never answered. */
export class FakeLink implements Link {
  readonly ended: Promise<string>;
  killed = false;
  #isSilent = false;
  readonly #operations: Operations;
  readonly #events = new EventEmitter();

  readonly #words: string;

  constructor(operations: Operations = {}, words: string = 'Kernel panic') {
    this.#operations = operations;
    this.#words = words;
    this.ended = new Promise((resolve) => this.#events.once('end', resolve));
  }

  send(message: string): void {
    if (this.#isSilent || message.includes('"silent"')) return;
    const reply = answer(this.#operations, message);
    if (reply !== undefined) queueMicrotask(() => this.say(JSON.stringify(reply)));
  }

  /** From now on nothing is answered. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  onMessage(listener: (message: string) => void): void {
    this.#events.on('message', listener);
  }

  lastWords(): string {
    return this.#words;
  }

  kill(): void {
    this.killed = true;
    this.die('killed');
  }

  say(message: string): void {
    this.#events.emit('message', message);
  }

  die(reason: string): void {
    this.#events.emit('end', reason);
  }
}
