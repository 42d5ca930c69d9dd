import { driverProcess, type Driver, type DriverAction, type DriverProfile } from '../delivery/driver.js';
import { deassertLine } from '../delivery/wire.js';
import type { Process, Step } from '../explore/index.js';
import type { Lifecycle, ResetChoices } from './choices.js';
import { deliveryPart, type LifecycleShared } from './shared.js';

/** What the driver does in one step, when something happens to the system. */
export type LifecycleDriverAction =
  | DriverAction
  /** It writes 0 to Status, at any point of its handler: that may run on another PE. */
  | { readonly kind: 'reset' }
  /** It has set up the device again, and writes DRIVER_OK; no handler is running any more. */
  | { readonly kind: 'reopen' };

type DriverStep = Step<LifecycleShared, Driver, LifecycleDriverAction>;

/** The driver of the delivery system. It stands still while the system is saved, and it is who resets the device, once. */
export function lifecycleDriver(
  profile: DriverProfile,
  lifecycle: Lifecycle,
): Process<LifecycleShared, Driver, LifecycleDriverAction> {
  const base = driverProcess(profile);
  return {
    initial: base.initial,
    steps(shared, driver) {
      const { phase } = shared;
      if (phase === 'paused') return [];
      const handling: readonly DriverStep[] = base
        .steps(deliveryPart(shared), driver)
        .map((step) => ({ ...step, shared: { ...shared, ...step.shared } }));
      if (lifecycle.kind === 'save') return handling;
      if (phase === 'before') return [...handling, reset(lifecycle, shared, driver)];
      return phase === 'closed' && driver.kind === 'idle' ? [...handling, reopen(shared, driver)] : handling;
    },
  };
}

/** The queues are gone, and with them whatever waited in them. */
function reset({ status, line, latch }: ResetChoices, shared: LifecycleShared, local: Driver): DriverStep {
  const wire = line === 'lowered' ? deassertLine(shared) : shared;
  return {
    action: { kind: 'reset' },
    shared: {
      work: 0,
      status: status === 'kept' ? shared.status : 0,
      line: wire.line,
      latch: latch === 'kept' && shared.latch,
      phase: 'closed',
      busy: shared.busy,
    },
    local,
  };
}

const reopen = (shared: LifecycleShared, local: Driver): DriverStep => ({
  action: { kind: 'reopen' },
  shared: { ...shared, phase: 'after' },
  local,
});
