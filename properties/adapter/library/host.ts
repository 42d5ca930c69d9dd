/**
 * An adapter for shared libraries: loads one, and speaks for it, so that nothing that it does can harm the check.
 *
 * usage: node host.js FILE, with the answers on descriptor 3, since the library may print what it likes
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { DeviceAction, DeviceConfig } from '../../../model/index.js';
import { LibraryDevice } from './device.js';
import { LibraryError } from './error.js';
import { helloOf } from './hello.js';
import { loadLibrary, type Library } from './load.js';

type Request =
  | { readonly kind: 'hello' }
  | { readonly kind: 'reset'; readonly config: DeviceConfig }
  | { readonly kind: 'apply'; readonly action: DeviceAction };

const ANSWERS = 3;
const [file = ''] = process.argv.slice(2);
let library: Library | undefined;
let device: LibraryDevice | undefined;

createInterface({ input: process.stdin }).on('line', (line) => {
  writeSync(ANSWERS, `${JSON.stringify(answerTo(JSON.parse(line) as Request))}\n`);
});

function answerTo(request: Request): object {
  if (request.kind === 'hello') return hello();
  if (request.kind === 'apply') return device?.apply(request.action) ?? { crash: 'there is no device' };
  device?.destroy();
  device = library && LibraryDevice.create(library, request.config);
  return device === undefined ? { crash: 'irqline_create returned NULL' } : {};
}

function hello(): object {
  try {
    library = loadLibrary(file);
    return helloOf(library, file);
  } catch (error) {
    if (error instanceof LibraryError) return { crash: error.message };
    throw error;
  }
}
