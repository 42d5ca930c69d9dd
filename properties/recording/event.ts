/** Where an event stands in its file. */
interface Place {
  /** Number of the line, from 1. */
  readonly line: number;
}

/** An access of the driver, or something that QEMU did, as one line of a trace tells it. */
export type RecordedEvent = Place &
  (
    | { readonly kind: 'read'; readonly offset: number }
    | { readonly kind: 'write'; readonly offset: number; readonly value: number }
    /** The device drives its interrupt line. */
    | { readonly kind: 'drive'; readonly level: boolean }
    /** Buffers were used, and the driver is to be told. */
    | { readonly kind: 'usedBuffers' }
    /** What Status has become. */
    | { readonly kind: 'status'; readonly value: number }
    /** A read of ICC_IAR1_EL1 gave this INTID. */
    | { readonly kind: 'acknowledge'; readonly cpu: number; readonly intId: number }
    /** A write of this INTID to ICC_EOIR1_EL1. */
    | { readonly kind: 'endOfInterrupt'; readonly cpu: number; readonly intId: number }
  );

/** What one device and its driver did, read from a trace. */
export interface Recording {
  /** In the order of the file, without the accesses to other transports and the interrupts of other devices. */
  readonly events: readonly RecordedEvent[];
  /** Transports that the driver looked at and left alone, since no device is behind them. */
  readonly emptyTransports: number;
  /** The interrupt of the device; null when it was never taken. */
  readonly intId: number | null;
}
