import { irqline } from './irqline.js';
import type { Asked, Ran } from './transcript.test.support.js';

/** One command after the other in one process, each as if it were the first. */
process.on('message', (asked: Asked) => void answer(asked));

async function answer({ args, directory, environment }: Asked): Promise<void> {
  const stdout = keep(process.stdout);
  const stderr = keep(process.stderr);
  const inherited = { ...process.env };
  process.chdir(directory);
  Object.assign(process.env, environment);
  await irqline(args);
  const exitCode = process.exitCode as number | undefined;
  process.exitCode = undefined;
  process.env = inherited;
  const ran: Ran = { stdout: stdout(), stderr: stderr(), exitCode: exitCode ?? 0 };
  process.send?.(ran);
}

/** Keeps what is written to a stream. @returns what ends that, and gives all that was written */
function keep(stream: NodeJS.WriteStream): () => string {
  const write = stream.write.bind(stream);
  let kept = '';
  stream.write = (chunk: string | Uint8Array): boolean => {
    kept += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  };
  return () => {
    stream.write = write;
    return kept;
  };
}
