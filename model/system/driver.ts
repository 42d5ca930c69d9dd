import { match } from 'ts-pattern';
import { registers } from '../../spec/virtio-mmio.js';
import { gicModel } from '../gic/model.js';
import { NO_INTERRUPT } from '../gic/state.js';
import { andThen, becomes, moves, onDevice, onGic, type SystemEffect } from './effect.js';
import { isSignalled, LINE, type DriverState, type WholeSystem } from './state.js';

type Handling = Exclude<DriverState, { kind: 'idle' }>;

/**
 * One step of a driver that handles an interrupt as Linux does (`vm_interrupt`): read, acknowledge what was read, service
 * it, end. An interrupt that was read empty is ended at once (N17).
 */
export function driverStep(state: WholeSystem): SystemEffect {
  const { driver } = state;
  return match(driver)
    .with({ kind: 'idle' }, () => take(state))
    .with({ kind: 'read' }, () => read(state))
    .with({ kind: 'ack' }, ({ seen }) =>
      andThen(ack({ ...state, driver: { kind: 'service', seen } }, seen), (after) =>
        moves(after, { kind: 'ack', value: seen }),
      ),
    )
    .with({ kind: 'service' }, ({ seen }) => service(state, seen))
    .with({ kind: 'end' }, () => end(state))
    .exhaustive();
}

function take(state: WholeSystem): SystemEffect {
  const { state: gic, observation } = gicModel.step(state.gic, { kind: 'acknowledge', pe: LINE.pe });
  const { value } = { value: NO_INTERRUPT, ...observation };
  const driver: DriverState = value === NO_INTERRUPT ? { kind: 'idle' } : { kind: 'read', seen: 0 };
  return moves({ ...state, gic, driver }, { kind: 'take', value });
}

function read(state: WholeSystem): SystemEffect {
  const seen = state.device.InterruptStatus;
  const next: Handling['kind'] = seen === 0 ? 'end' : 'ack';
  return moves({ ...state, driver: { kind: next, seen } }, { kind: 'read', value: seen });
}

const ack = (state: WholeSystem, value: number): SystemEffect =>
  onDevice(state, { kind: 'write', offset: registers.InterruptACK.offset, width: 4, value });

const service = (state: WholeSystem, seen: number): SystemEffect =>
  moves(
    { ...state, unserviced: state.unserviced & ~seen, driver: { kind: 'end', seen } },
    { kind: 'service', value: seen },
  );

const end = (state: WholeSystem): SystemEffect =>
  moves(onGic({ ...state, driver: { kind: 'idle' } }, { kind: 'endOfInterrupt', ...LINE }), {
    kind: 'end',
    value: LINE.intId,
  });

/** How many steps the driver is given to come to rest; a device has at most a few interrupts in stock. */
export const STEPS_TO_SETTLE = 60;

/** The driver opens everything and handles interrupts until there are none, or for ever. */
export function settle(state: WholeSystem): SystemEffect & { readonly settled: boolean } {
  let effect = becomes(setMask(setEnabled(state, true), true));
  for (let steps = 0; steps < STEPS_TO_SETTLE && !isAtRest(effect.state); steps += 1) {
    effect = andThen(effect, driverStep);
  }
  return { ...effect, settled: isAtRest(effect.state) };
}

const isAtRest = ({ driver, gic }: WholeSystem): boolean => driver.kind === 'idle' && !isSignalled(gic);

/** T17: what comes while disabled is delivered when enabled. */
export const setEnabled = (state: WholeSystem, enabled: boolean): WholeSystem =>
  onGic(state, { kind: 'writeEnabled', ...LINE, enabled });

/** T19: a mask of 0 lets nothing through. */
export const setMask = (state: WholeSystem, open: boolean): WholeSystem =>
  onGic(state, { kind: 'writePriorityMask', pe: LINE.pe, value: open ? 0xff : 0 });
