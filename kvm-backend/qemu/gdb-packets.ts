import type { Framing } from './conversation.js';

/**
 * The packets of gdb's remote serial protocol. Nothing is acknowledged: QEMU takes the next packet for it, and stops the
 * machine at whatever else it hears while a vCPU runs (gdb_read_byte of gdbstub.c).
 */
export const packets: Framing = {
  encode: (messages) => messages.map((message) => `$${message}#${checksum(message)}`).join(''),
  decode: (text) => {
    const found = [...text.matchAll(/\$([^#]*)#[0-9a-f]{2}/g)];
    const last = found.at(-1);
    return {
      messages: found.map(([, message = '']) => message),
      rest: last === undefined ? text : text.slice(last.index + last[0].length).replace(/^\++/, ''),
    };
  },
};

const checksum = (message: string): string =>
  (Buffer.from(message).reduce((sum, byte) => sum + byte, 0) % 256).toString(16).padStart(2, '0');
