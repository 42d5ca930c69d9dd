import type { Gic, Spi } from '../impl/index.js';

const STATUS = 0;
const GATE = 1;
const LOCK = 2;
const STUCK = 3;

/**
 * What IrqLine does, written out by hand over bare Atomics: the same critical sections, gate, and memory of a pulse that
 * failed half way, and nothing to step through, share or save.
 * @returns a function that makes so many pairs of a trigger and an InterruptACK of what it reads
 */
export function barePairs(gic: Gic, spi: Spi, delivery: 'edge' | 'level'): (pairs: number) => void {
  const words = new Int32Array(new SharedArrayBuffer(16));
  Atomics.store(words, GATE, 1);

  function triggerEdge(): void {
    acquire(words);
    try {
      if (Atomics.load(words, GATE) !== 1) return;
      Atomics.or(words, STATUS, 1);
    } finally {
      release(words);
    }
    acquire(words);
    try {
      if (Atomics.load(words, GATE) !== 1) return;
      if (Atomics.load(words, STUCK) === 1) gic.setSpiLevel(spi, false);
      gic.pulseSpi(spi);
    } finally {
      release(words);
    }
  }

  function triggerLevel(): void {
    acquire(words);
    try {
      if (Atomics.load(words, GATE) !== 1) return;
      Atomics.or(words, STATUS, 1);
      gic.setSpiLevel(spi, (Atomics.load(words, STATUS) & 3) !== 0);
    } finally {
      release(words);
    }
  }

  function ack(mask: number): void {
    acquire(words);
    try {
      Atomics.and(words, STATUS, ~mask);
      if (delivery === 'level') gic.setSpiLevel(spi, (Atomics.load(words, STATUS) & 3) !== 0);
    } finally {
      release(words);
    }
  }

  const trigger = delivery === 'edge' ? triggerEdge : triggerLevel;
  return (pairs) => {
    for (let pair = 0; pair < pairs; pair += 1) {
      trigger();
      ack(Atomics.load(words, STATUS) & 3);
    }
  };
}

function acquire(words: Int32Array): void {
  if (Atomics.compareExchange(words, LOCK, 0, 1) === 0) return;
  while (Atomics.exchange(words, LOCK, 2) !== 0) Atomics.wait(words, LOCK, 2);
}

function release(words: Int32Array): void {
  if (Atomics.exchange(words, LOCK, 0) === 2) Atomics.notify(words, LOCK, 1);
}
