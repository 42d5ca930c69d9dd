import { IrqlineError } from '../../spec/errors.js';

/** Memory that both ends see, for messages too long for the line. One end only writes it, the other only reads. */
export interface SharedArea {
  readonly size: number;
  write(bytes: Uint8Array): void;
  read(length: number): Uint8Array;
}

/** An area that is mapped into this process. */
export function areaIn(bytes: Uint8Array): SharedArea {
  return { size: bytes.length, write: (message) => bytes.set(message), read: (length) => bytes.slice(0, length) };
}

/** Longest message that goes over the line itself, in bytes: an emulated UART moves some ten thousand a second. */
const LONGEST_ON_THE_LINE = 256;

/** How a message that lies in shared memory is announced on the line. */
const IN_SHARED_MEMORY = '@';

/**
 * Turns a message into what to write on the line: itself, or the length of what was put into shared memory.
 * A message has no line break. There is one message at a time in each direction: the area is free again when the other
 * end has answered.
 * @throws IrqlineError KVM_MESSAGE_TOO_LONG for one that the area has no room for
 */
export function toLine(message: string, area: SharedArea | undefined): string {
  const bytes = Buffer.from(message);
  if (area === undefined || bytes.length <= LONGEST_ON_THE_LINE) return `${message}\n`;
  if (bytes.length > area.size) {
    throw new IrqlineError('KVM_MESSAGE_TOO_LONG', `${bytes.length} bytes where ${area.size} have room`);
  }
  area.write(bytes);
  return `${IN_SHARED_MEMORY}${bytes.length}\n`;
}

/** Collects what arrives on the line, in pieces of any length, into whole messages. */
export class LineReader {
  readonly #area: SharedArea | undefined;
  readonly #onMessage: (message: string) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(area: SharedArea | undefined, onMessage: (message: string) => void) {
    this.#area = area;
    this.#onMessage = onMessage;
  }

  feed(piece: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(piece, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line.trim());
  }

  #take(line: string): void {
    if (line === '') return;
    const length = line.startsWith(IN_SHARED_MEMORY) ? Number(line.slice(1)) : undefined;
    if (length === undefined || this.#area === undefined) this.#onMessage(line);
    else this.#onMessage(Buffer.from(this.#area.read(length)).toString('utf8'));
  }
}
