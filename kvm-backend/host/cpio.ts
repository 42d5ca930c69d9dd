/**
 * A file of an initramfs. Paths are absolute; the folders above a path are made by themselves.
 * @see writeCpio
 */
export type CpioEntry =
  | { readonly kind: 'file'; readonly path: string; readonly data: Uint8Array; readonly executable?: boolean }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'characterDevice'; readonly path: string; readonly major: number; readonly minor: number };

const FOLDER = 0o040755;
const LINK = 0o120777;
const CHARACTER_DEVICE = 0o020600;
const PLAIN = 0o100644;
const EXECUTABLE = 0o100755;

/**
 * The archive that the kernel unpacks as its root file system, uncompressed, in pieces to be written one after another.
 * Source: Documentation/driver-api/early-userspace/buffer-format.rst, format "newc". The same entries give the same bytes: no
 * times, no owners but root.
 */
export function* writeCpio(entries: readonly CpioEntry[]): Generator<Uint8Array> {
  let inode = 0;
  for (const entry of [...withFolders(entries), TRAILER]) {
    inode += 1;
    yield* member(entry, inode);
  }
}

const TRAILER: CpioEntry = { kind: 'file', path: '/TRAILER!!!', data: new Uint8Array(0) };

function* withFolders(entries: readonly CpioEntry[]): Generator<CpioEntry> {
  const made = new Set<string>(['']);
  for (const entry of entries) {
    const steps = entry.path.split('/').slice(1);
    for (let depth = 1; depth < steps.length; depth++) {
      const path = `/${steps.slice(0, depth).join('/')}`;
      if (!made.has(path)) yield { kind: 'folder', path };
      made.add(path);
    }
    if (!made.has(entry.path)) yield entry;
    made.add(entry.path);
  }
}

function* member(entry: CpioEntry, inode: number): Generator<Uint8Array> {
  const name = Buffer.from(`${entry.path.slice(1)}\0`);
  const data = entry.kind === 'file' ? entry.data : Buffer.from(entry.kind === 'link' ? entry.target : '');
  const [major, minor] = entry.kind === 'characterDevice' ? [entry.major, entry.minor] : [0, 0];
  const fields = [inode, modeOf(entry), 0, 0, 1, 0, data.length, 0, 0, major, minor, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  yield padded(Buffer.concat([Buffer.from(header), name]));
  yield data;
  yield new Uint8Array(-data.length & 3);
}

function modeOf(entry: CpioEntry): number {
  switch (entry.kind) {
    case 'folder':
      return FOLDER;
    case 'link':
      return LINK;
    case 'characterDevice':
      return CHARACTER_DEVICE;
    case 'file':
      return entry.executable === true ? EXECUTABLE : PLAIN;
  }
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, new Uint8Array(-bytes.length & 3)]);
}
