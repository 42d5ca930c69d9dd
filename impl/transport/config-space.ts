/** The configuration space of a device, with the generation that tells the driver of changes (VIRTIO 2.5, 4.2.2.1). */
export class ConfigSpace {
  readonly bytes: Uint8Array;
  /** ConfigGeneration, 32 bits, wraps. Not cleared by a reset: a driver may compare across it. */
  generation = 0;

  constructor(initial: Uint8Array) {
    this.bytes = Uint8Array.from(initial);
  }

  /** @returns a field of 1, 2 or 4 bytes, little-endian; 0 for other widths and where the space ends before the field */
  read(offset: number, width: number): number {
    if (!this.holds(offset, width)) return 0;
    return this.bytes.subarray(offset, offset + width).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  /** Writes a field; the caller has asked {@link holds}. */
  write(offset: number, width: number, value: number): void {
    for (let index = 0; index < width; index += 1) this.bytes[offset + index] = Math.floor(value / 256 ** index) & 0xff;
  }

  /** Whether a field of 1, 2 or 4 bytes lies in the space. */
  holds(offset: number, width: number): boolean {
    return (width === 1 || width === 2 || width === 4) && offset + width <= this.bytes.length;
  }

  /** The device changes its configuration: the bytes and the generation together. */
  update(offset: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, offset);
    this.generation = (this.generation + 1) >>> 0;
  }
}
