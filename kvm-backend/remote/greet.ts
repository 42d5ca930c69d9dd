import { isLeft } from 'fp-ts/lib/Either.js';
import { IrqlineError } from '../../spec/errors.js';
import type { Deadlines } from './deadlines.js';
import type { Link } from './link.js';
import { died, silent } from './lost.js';
import { parse } from './parse.js';
import { Greeting, PROTOCOL } from './protocol.js';

/**
 * Waits for the greeting of whoever has said anything at all by the first deadline.
 * @param first - the first message
 * @throws IrqlineError KVM_HOST_DIED, KVM_HOST_SILENT, KVM_HOST_FOREIGN
 */
export async function greetingOf(
  link: Link,
  { firstWordsMs, greetingMs }: Deadlines,
  first: Promise<string>,
): Promise<Greeting> {
  const timers: NodeJS.Timeout[] = [];
  const message = new Promise<string>((resolve, reject) => {
    const ifMute = (): void => {
      if (link.lastWords() === '') reject(new IrqlineError('KVM_HOST_SILENT', `not a word in ${firstWordsMs} ms`));
    };
    timers.push(setTimeout(ifMute, firstWordsMs));
    timers.push(setTimeout(() => reject(silent(link, 'the greeting', greetingMs)), greetingMs));
    void link.ended.then((reason) => reject(died(link, reason)));
    void first.then(resolve);
  });
  try {
    return decodeGreeting(await message);
  } finally {
    timers.forEach(clearTimeout);
  }
}

function decodeGreeting(message: string): Greeting {
  const greeting = Greeting.decode(parse(message));
  if (isLeft(greeting)) throw new IrqlineError('KVM_HOST_FOREIGN', `it greeted with ${message.slice(0, 80)}`);
  if (greeting.right.protocol === PROTOCOL) return greeting.right;
  throw new IrqlineError('KVM_HOST_FOREIGN', `it speaks protocol ${greeting.right.protocol}, this is ${PROTOCOL}`);
}
