import { PROTOCOL } from '../remote/protocol.js';
import { LineReader, toLine } from '../remote/framing.js';
import { answerLine, greeting } from '../remote/server.js';
import { operations } from './operations.js';

// The process that owns KVM natively: messages come on standard input, answers go to standard output. It ends with its
// parent, when standard input ends.

const reader = new LineReader(undefined, (message) => {
  const reply = answerLine(operations, message, undefined);
  if (reply !== undefined) process.stdout.write(reply);
});

process.stdin.on('data', (piece: Buffer) => reader.feed(piece));
process.stdin.on('end', () => process.exit(0));
process.stdout.write(toLine(JSON.stringify(greeting(PROTOCOL)), undefined));
