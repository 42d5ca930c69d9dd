import { programs, type Delivery, type LineProgram, type Step } from '../../../impl/index.js';

/** The production program of a delivery with some of its operations replaced. */
export function program(delivery: Delivery, changes: Partial<LineProgram>): LineProgram {
  return { ...programs[delivery], ...changes };
}

const [updateEdge, pulse] = programs.edge.trigger;
const [updateLevel] = programs.level.trigger;
if (updateEdge === undefined || pulse === undefined || updateLevel === undefined) {
  throw new Error('the production programs have an update, and the edge one a pulse');
}
const updates: Readonly<Record<Delivery, Step>> = { edge: updateEdge, level: updateLevel };

const signal: Readonly<Record<Delivery, Step>> = {
  edge: pulse,
  level: { name: 'drive1', run: (wire) => wire.isOpen && wire.gic.setSpiLevel(wire.spi, true) },
};

/** Signals and sets no bit. */
export function withoutStatus(delivery: Delivery): LineProgram {
  return program(delivery, { trigger: [signal[delivery]] });
}

/** Sets the status to the new bit alone. */
export function assigning(delivery: Delivery): LineProgram {
  const assign: Step = {
    name: 'update',
    run(wire, operation) {
      if (!wire.isOpen) return operation.finish();
      wire.assignStatus(operation.bits);
      operation.sent = true;
    },
  };
  return program(delivery, { trigger: [assign, signal[delivery]] });
}

/** Clears the status once the signal is sent. */
export function clearingAfterSignal(delivery: Delivery): LineProgram {
  const clear: Step = { name: 'ack', run: (wire) => wire.assignStatus(0) };
  return program(delivery, { trigger: [...programs[delivery].trigger, clear] });
}

/** Signals only when no bit was set before. */
export function onRise(delivery: Delivery): LineProgram {
  const update: Step = {
    name: 'update',
    run(wire, operation) {
      const wasEmpty = wire.status === 0;
      updates[delivery].run(wire, operation);
      if (!wasEmpty) operation.finish();
    },
  };
  return program(delivery, { trigger: [update, ...programs[delivery].trigger.slice(1)] });
}

/** Raises the line and never lowers it for a new pulse. */
export function assertOnly(delivery: Delivery): LineProgram {
  const assert: Step = { name: 'drive1', run: (wire) => wire.isOpen && wire.gic.setSpiLevel(wire.spi, true) };
  return program(delivery, { trigger: [updates.edge, assert] });
}

/** Takes the mask for a truth value, as `!mask` where `~mask` was meant. */
export function ackByLogicalNot(delivery: Delivery): LineProgram {
  const ack: Step = {
    name: 'ack',
    run(wire, operation) {
      wire.assignStatus(wire.status & (operation.bits === 0 ? 1 : 0));
      if (delivery === 'level') wire.gic.setSpiLevel(wire.spi, wire.status !== 0);
    },
  };
  return program(delivery, { ack: [ack] });
}

/** Clears the bits and leaves the line where it was. */
export function ackWithoutDeassert(delivery: Delivery): LineProgram {
  return program(delivery, { ack: programs.edge.ack });
}

/** Closes the gate and leaves the bits. */
export function resetKeepingStatus(delivery: Delivery): LineProgram {
  const reset: Step = {
    name: 'reset',
    run(wire) {
      wire.isOpen = false;
      if (delivery === 'level') wire.gic.setSpiLevel(wire.spi, wire.status !== 0);
    },
  };
  return program(delivery, { reset: [reset] });
}

/** Clears the bits and leaves the line where it was. */
export function resetKeepingLine(delivery: Delivery): LineProgram {
  const reset: Step = {
    name: 'reset',
    run(wire) {
      wire.isOpen = false;
      wire.assignStatus(0);
    },
  };
  return program(delivery, { reset: [reset] });
}

/** Pulses again without lowering a line that an earlier pulse left high. */
export function pulsingOnAHighLine(delivery: Delivery): LineProgram {
  const blindPulse: Step = {
    name: 'pulse',
    run: (wire) => wire.isOpen && wire.gic.pulseSpi(wire.spi),
  };
  return program(delivery, { trigger: [updates[delivery], ...(delivery === 'edge' ? [blindPulse] : [])] });
}
