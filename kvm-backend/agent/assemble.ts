import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'aarch64-linux-gnu-';

/** The bytes of an AArch64 source, assembled for address 0; it must not depend on where it runs. */
export function assemble(source: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-agent-'));
  try {
    const [object, image] = [join(folder, 'agent.o'), join(folder, 'agent.bin')];
    execFileSync(`${PREFIX}as`, ['-o', object, source], { stdio: 'pipe' });
    execFileSync(`${PREFIX}objcopy`, ['-O', 'binary', '-j', '.text', object, image], { stdio: 'pipe' });
    return new Uint8Array(readFileSync(image));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The module that carries the bytes, so that no user needs an assembler. */
export function imageModule(image: Uint8Array): string {
  const lines =
    Buffer.from(image)
      .toString('base64')
      .match(/.{1,112}/g) ?? [];
  return [
    '// Made from agent.S by `npm run agent`; a test compares the two. Do not edit.',
    'export const agentImage: Uint8Array = Buffer.from(',
    '  [',
    ...lines.map((line) => `    '${line}',`),
    "  ].join(''),",
    "  'base64',",
    ');',
    '',
  ].join('\n');
}
