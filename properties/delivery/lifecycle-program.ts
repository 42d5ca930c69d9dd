import { programs, type LineProgram, type Step } from '../../impl/index.js';
import type { Lifecycle, Profile, ResetChoices } from '../../model/index.js';
import { deliveryOf, programOf } from './program.js';

/** The micro-steps of a profile to which a lifecycle happens. Our own contract's are the production program itself. */
export function lifecycleProgram(profile: Profile, lifecycle: Lifecycle): LineProgram {
  const program = programOf(profile);
  if (lifecycle.kind === 'save') return program;
  const { gate, status, line } = lifecycle;
  const isOurs = program === programs[deliveryOf(profile)] && status === 'cleared' && line === 'lowered';
  return {
    ack: program.ack,
    trigger: gate === 'inside' ? program.trigger : program.trigger.map(pastTheGate),
    reset: isOurs ? program.reset : [resetStep(lifecycle)],
  };
}

/** A step that does not look at the gate: it was looked at before the critical section. */
const pastTheGate = ({ name, run }: Step): Step => ({
  name,
  run(wire, operation) {
    const { isOpen } = wire;
    wire.isOpen = true;
    run(wire, operation);
    wire.isOpen = isOpen;
  },
});

const resetStep = ({ status, line }: ResetChoices): Step => ({
  name: 'reset',
  run(wire) {
    wire.isOpen = false;
    if (status === 'cleared') wire.assignStatus(0);
    if (line === 'lowered') wire.gic.setSpiLevel(wire.spi, false);
  },
});
