import { PROTOCOL } from '../remote/protocol.js';
import { LineReader, toLine } from '../remote/framing.js';
import { answer, greeting } from '../remote/server.js';
import { operations } from './operations.js';

// The process that owns KVM natively: messages come on standard input, answers go to standard output. It ends with its
// parent, when standard input ends.

const send = (message: unknown) => process.stdout.write(toLine(JSON.stringify(message), undefined));
const reader = new LineReader(undefined, (message) => {
  const reply = answer(operations, message);
  if (reply !== undefined) send(reply);
});

process.stdin.on('data', (piece: Buffer) => reader.feed(piece));
process.stdin.on('end', () => process.exit(0));
send(greeting(PROTOCOL));
