import { match } from 'ts-pattern';
import { programs, type Delivery, type LineProgram, type Step } from '../../impl/index.js';
import type { Wire } from '../../impl/index.js';
import type { Profile } from '../../model/index.js';

/** The choices that are the line's: all but the GIC's and the driver's. */
export type LineProfile = Pick<Profile, 'order' | 'update' | 'signal' | 'section'>;

/** Whether the line's level follows InterruptStatus, or events are pulses. */
export const deliveryOf = ({ signal }: LineProfile): Delivery => (signal === 'level' ? 'level' : 'edge');

/**
 * The micro-steps of a profile, for IrqLine to run. Our own contract is the production program itself; every other
 * design is built of steps over the same wire, one for each atomic step of the delivery model.
 */
export function programOf(profile: LineProfile): LineProgram {
  const { order, update, signal, section } = profile;
  const production = programs[deliveryOf(profile)];
  const isOurs =
    update === 'or' && section === 'whole' && (signal === 'level' || (signal === 'always' && order === 'statusFirst'));
  if (isOurs) return production;
  const ack = signal === 'level' && section === 'split' ? splitAck : production.ack;
  return { trigger: triggerOf(profile), ack, reset: production.reset };
}

function triggerOf(profile: LineProfile): readonly Step[] {
  if (profile.signal === 'level' && profile.section === 'whole') return updateSteps(profile, followStatus);
  const signal = signalSteps(profile);
  if (profile.order === 'statusFirst') {
    const decide: AfterUpdate = (_wire, operation, before) => {
      if (!isSignalWanted(profile, before, operation.bits)) operation.finish();
    };
    return [...updateSteps(profile, decide), ...signal];
  }
  const update = updateSteps(profile, () => undefined);
  return [...decidingFirst(profile, signal, update), ...update];
}

/** What the step that changed the status does besides. `before` is the status as the update knows it. */
type AfterUpdate = (wire: Wire, operation: Parameters<Step['run']>[1], before: number) => void;

const followStatus: AfterUpdate = (wire) => wire.gic.setSpiLevel(wire.spi, wire.status !== 0);

/** Sets the bit in the way of the profile; a closed gate ends the operation at its first step. */
function updateSteps({ update }: LineProfile, after: AfterUpdate): readonly Step[] {
  const gated = (name: 'update' | 'remember', run: Step['run']): Step => ({
    name,
    run(wire, operation) {
      if (!wire.isOpen) return operation.finish();
      run(wire, operation);
    },
  });
  return match(update)
    .with('or', () => [gated('update', (wire, operation) => after(wire, operation, wire.setBits(operation.bits)))])
    .with('assign', () => [
      gated('update', (wire, operation) => {
        const before = wire.status;
        wire.assignStatus(operation.bits);
        after(wire, operation, before);
      }),
    ])
    .with('torn', () => [
      gated('remember', (wire, operation) => (operation.remembered = wire.status)),
      gated('update', (wire, operation) => {
        wire.assignStatus(operation.remembered | operation.bits);
        after(wire, operation, operation.remembered);
      }),
    ])
    .exhaustive();
}

const raise: Step = {
  name: 'drive1',
  run(wire, operation) {
    if (!wire.isOpen) return operation.finish();
    wire.gic.setSpiLevel(wire.spi, true);
  },
};
const lower: Step = { name: 'drive0', run: (wire) => wire.gic.setSpiLevel(wire.spi, false) };
const pulse: Step = { name: 'pulse', run: (wire) => wire.isOpen && wire.gic.pulseSpi(wire.spi) };

function signalSteps({ signal, section }: LineProfile): readonly [Step, ...Step[]] {
  if (signal === 'assertOnly' || signal === 'level') return [raise];
  return section === 'split' ? [raise, lower] : [pulse];
}

/** Signals only if the status, as it is now, asks for it; if not, the update begins in the same step. */
function decidingFirst(
  profile: LineProfile,
  [first, ...rest]: readonly [Step, ...Step[]],
  update: readonly Step[],
): readonly Step[] {
  const deciding: Step = {
    name: first.name,
    run(wire, operation) {
      if (isSignalWanted(profile, wire.status, operation.bits)) return first.run(wire, operation);
      operation.skip(rest.length + 1);
      update[0]?.run(wire, operation);
    },
  };
  return [deciding, ...rest];
}

const isSignalWanted = ({ signal }: LineProfile, before: number, bits: number): boolean =>
  match(signal)
    .with('onRise', () => before === 0)
    .with('onNewBit', () => (before & bits) === 0)
    .with('always', 'assertOnly', 'level', () => true)
    .exhaustive();

/** InterruptACK in two critical sections: the line is driven to what was left when the bits were cleared. */
const splitAck: readonly Step[] = [
  {
    name: 'ack',
    run(wire, operation) {
      wire.clearBits(operation.bits);
      operation.remembered = wire.status;
    },
  },
  {
    name: 'driveRemembered',
    run: (wire, operation) => wire.gic.setSpiLevel(wire.spi, operation.remembered !== 0),
  },
];
