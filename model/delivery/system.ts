import type { Process, System, SystemState } from '../explore/index.js';
import { driverProcess, knownToDriver, type Driver, type DriverAction } from './driver.js';
import type { Profile } from './profile.js';
import { threadProcess, type Thread, type ThreadAction } from './thread.js';
import { everyShared, quiet, type Shared } from './wire.js';

/** What anyone in a delivery system does in one step. */
export type DeliveryAction = ThreadAction | DriverAction;

/** The local state of a device thread, or of the driver. */
export type DeliveryLocal = Thread | Driver;

/** Device threads, one line and one driver. The threads come first among the processes, the driver is the last. */
export type DeliverySystem = System<Shared, DeliveryLocal, DeliveryAction>;

/** A whole state of a delivery system. */
export type DeliveryState = SystemState<Shared, DeliveryLocal>;

/**
 * The delivery system of a profile.
 * @param threads - the number of device threads, 1 or more
 */
export function delivery(profile: Profile, threads: number): DeliverySystem {
  const { driver: _driver, ...thread } = profile;
  const known = knownToDriver(profile);
  const threadOf = once(Object.values(thread).join(), () => threadProcess(thread));
  const driverOf = once(Object.values(known).join(), () => driverProcess(known));
  return {
    initial: quiet,
    domain: everyShared,
    processes: [
      ...Array.from({ length: threads }, (_, index) => ({ name: `thread${index}`, process: threadOf })),
      { name: 'driver', process: driverOf },
    ],
    isOptional: (action) => action.kind === 'publish',
  };
}

type DeliveryProcess = Process<Shared, DeliveryLocal, DeliveryAction>;

const processes = new Map<string, DeliveryProcess>();

/** Profiles that agree in what a process knows share the process, and with it the explorer's table of its steps. */
function once(name: string, make: () => DeliveryProcess): DeliveryProcess {
  const known = processes.get(name);
  if (known !== undefined) return known;
  const made = make();
  processes.set(name, made);
  return made;
}
