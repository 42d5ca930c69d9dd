import { openSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import koffi from 'koffi';
import { areaIn, LineReader, toLine } from '../remote/framing.js';
import { PROTOCOL } from '../remote/protocol.js';
import { answerLine, greeting, type Operations } from '../remote/server.js';
import { Descriptor, Mapping } from '../system/descriptor.js';

const LINE = '/dev/ttyS0';
/** Vendor and device of ivshmem; its memory is BAR 2. Source: QEMU docs/specs/ivshmem-spec. */
const IVSHMEM = '0x1af4 0x1110';
/** After this long without a word from the parent, milliseconds, there is no parent. */
const ABANDONED_MS = 60_000;
/** LINUX_REBOOT_CMD_POWER_OFF of linux/reboot.h. */
const POWER_OFF = 0x4321fedc;

const library = koffi.load(null);
const mount = library.func(
  'int mount(const char *source, const char *target, const char *type, unsigned long flags, void *data)',
);
const reboot = library.func('int reboot(int command)');

/**
 * What the first process of the emulated host does: Node itself is its init. Messages come and go over a PCI UART; long
 * ones lie in the memory of an ivshmem device, the parent's half first. The machine ends when nobody asks any more.
 * @param operations - what the parent can ask for
 */
export function serveAsInit(operations: Operations): void {
  for (const [type, target] of [
    ['proc', '/proc'],
    ['sysfs', '/sys'],
    ['devtmpfs', '/dev'],
  ] as const) {
    mount(type, target, type, 0, null);
  }

  const memory = new Uint8Array(mapSharedMemory().memory);
  const half = memory.length / 2;
  const incoming = areaIn(memory.subarray(0, half));
  const outgoing = areaIn(memory.subarray(half));

  const line = openSync(LINE, 'r+');
  let heardAt = Date.now();
  const reader = new LineReader(incoming, (message) => {
    const reply = answerLine(operations, message, outgoing);
    heardAt = Date.now();
    if (reply !== undefined) writeSync(line, reply);
  });

  const input = new ReadStream(line);
  input.setRawMode(true);
  input.on('data', (piece: Buffer) => reader.feed(piece));
  // Whatever came while a long operation ran is read between the timer and the immediate.
  const powerOffIfAbandoned = (): void => {
    if (Date.now() - heardAt > ABANDONED_MS) reboot(POWER_OFF);
  };
  setInterval(() => setImmediate(powerOffIfAbandoned), ABANDONED_MS / 4);
  writeSync(line, toLine(JSON.stringify(greeting(PROTOCOL)), outgoing));
}

function mapSharedMemory(): Mapping {
  const devices = '/sys/bus/pci/devices';
  const identity = (device: string) =>
    ['vendor', 'device'].map((name) => readFileSync(`${devices}/${device}/${name}`, 'utf8').trim()).join(' ');
  const device = readdirSync(devices).find((candidate) => identity(candidate) === IVSHMEM);
  if (device === undefined) throw new Error('no ivshmem device: QEMU was started without it'); // by qemu.ts, which adds it
  writeFileSync(`${devices}/${device}/enable`, '1'); // without a driver nobody else has
  const path = `${devices}/${device}/resource2_wc`;
  return new Mapping(statSync(path).size, new Descriptor(openSync(path, 'r+'), path));
}
