import { IrqlineError } from '../../spec/errors.js';
import type { LineProgram, Step } from './operation.js';
import type { Wire } from './wire.js';

/** How a line delivers: a pulse for each event, or a level that follows InterruptStatus. */
export type Delivery = 'edge' | 'level';

const setStatus: Step = {
  name: 'update',
  run(wire, operation) {
    if (!wire.isOpen) return operation.finish();
    wire.setBits(operation.bits);
    operation.sent = true;
  },
};

const setStatusAndDrive: Step = {
  name: 'update',
  run(wire, operation) {
    if (!wire.isOpen) return operation.finish();
    wire.setBits(operation.bits);
    operation.sent = true;
    followStatus(wire);
  },
};

const pulse: Step = {
  name: 'pulse',
  run(wire) {
    // A reset may have come between the update and this step: then nobody is to be told any more (N8).
    if (wire.isOpen) pulseWhole(wire);
  },
};

const clearStatus: Step = {
  name: 'ack',
  run: (wire, operation) => wire.clearBits(operation.bits),
};

const clearStatusAndDrive: Step = {
  name: 'ack',
  run(wire, operation) {
    wire.clearBits(operation.bits);
    followStatus(wire);
  },
};

const reset: Step = {
  name: 'reset',
  run(wire) {
    forget(wire);
    lowerIfStuck(wire);
  },
};

const resetAndDrive: Step = {
  name: 'reset',
  run(wire) {
    forget(wire);
    followStatus(wire);
  },
};

/**
 * The two programs that this implementation delivers with. Both are safe: see the matrix for `statusFirst`, `or`,
 * `always` or `level`, `whole`. The bit is set before anything is signalled, so when the GIC refuses, the bit stays.
 */
export const programs: Readonly<Record<Delivery, LineProgram>> = {
  edge: { trigger: [setStatus, pulse], ack: [clearStatus], reset: [reset] },
  level: { trigger: [setStatusAndDrive], ack: [clearStatusAndDrive], reset: [resetAndDrive] },
};

/** Tells the GIC again what is pending, as after a restore. Call it inside the critical section. */
export function resignal(wire: Wire, delivery: Delivery): void {
  if (delivery === 'level') followStatus(wire);
  else if (wire.isOpen && wire.status !== 0) pulseWhole(wire);
  else lowerIfStuck(wire);
}

function followStatus(wire: Wire): void {
  wire.gic.setSpiLevel(wire.spi, wire.status !== 0);
}

function pulseWhole(wire: Wire): void {
  lowerIfStuck(wire);
  try {
    wire.gic.pulseSpi(wire.spi);
  } catch (error) {
    if (error instanceof IrqlineError && error.code === 'GIC_LINE_LEFT_HIGH') wire.isStuckHigh = true;
    throw error;
  }
}

/** A line that stayed high can make no edge, so it has to come down before the next pulse. */
function lowerIfStuck(wire: Wire): void {
  if (!wire.isStuckHigh) return;
  wire.gic.setSpiLevel(wire.spi, false);
  wire.isStuckHigh = false;
}

function forget(wire: Wire): void {
  wire.isOpen = false;
  wire.assignStatus(0);
}
