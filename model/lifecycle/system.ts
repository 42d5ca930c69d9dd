import { knownToDriver, type Driver } from '../delivery/driver.js';
import type { Profile } from '../delivery/profile.js';
import type { Process, System, SystemState } from '../explore/index.js';
import type { Lifecycle, SaveChoices } from './choices.js';
import { lifecycleDriver, type LifecycleDriverAction } from './driver.js';
import { hostProcess, type Host, type HostAction } from './host.js';
import { domainFor, quietBefore, type LifecycleShared } from './shared.js';
import { lifecycleThread, type LifecycleThread, type LifecycleThreadAction } from './threads.js';

/** What anyone does in one step. */
export type LifecycleAction = LifecycleThreadAction | LifecycleDriverAction | HostAction;

/** The local state of a device thread, of the driver, or of the host. */
export type LifecycleLocal = LifecycleThread | Driver | Host;

/** Device threads, then the driver, and for a save the host. */
export type LifecycleSystem = System<LifecycleShared, LifecycleLocal, LifecycleAction>;

/** A whole state of a lifecycle system. */
export type LifecycleState = SystemState<LifecycleShared, LifecycleLocal>;

/**
 * The delivery system of a profile, to which a lifecycle may happen once, at any point.
 * @param threads - the number of device threads, 1 or more
 */
export function lifecycleSystem(profile: Profile, threads: number, lifecycle: Lifecycle): LifecycleSystem {
  const { driver: _driver, ...thread } = profile;
  const threadChoices = lifecycle.kind === 'save' ? [lifecycle.drained, lifecycle.whilePaused] : [lifecycle.gate];
  const threadOf = once([threads, lifecycle.kind, threadChoices, Object.values(thread)], () =>
    lifecycleThread(thread, lifecycle, threads),
  );
  const known = knownToDriver(profile);
  const driverChoices = lifecycle.kind === 'save' ? [] : [lifecycle.status, lifecycle.line, lifecycle.latch];
  const driverOf = once([lifecycle.kind, driverChoices, Object.values(known)], () => lifecycleDriver(known, lifecycle));
  const hosts = lifecycle.kind === 'save' ? [hostOf(profile, lifecycle)] : [];
  return {
    initial: quietBefore,
    domain: domainFor(lifecycle.kind, threads),
    processes: [
      ...Array.from({ length: threads }, (_, index) => ({ name: `thread${index}`, process: threadOf })),
      { name: 'driver', process: driverOf },
      ...hosts.map((process) => ({ name: 'host', process })),
    ],
    isOptional: ({ kind }) => kind === 'publish' || kind === 'pause' || kind === 'reset',
  };
}

/** The host knows the line only through what a restored device tells it. */
function hostOf({ signal, trigger, detector }: Profile, choices: SaveChoices): LifecycleProcess {
  const { first, drained, resignal } = choices;
  const line = { isLevel: signal === 'level', trigger, detector };
  const told = resignal === 'nothing' ? [] : Object.values(line);
  return once([first, drained, resignal, told], () => hostProcess(line, choices));
}

type LifecycleProcess = Process<LifecycleShared, LifecycleLocal, LifecycleAction>;

const processes = new Map<string, LifecycleProcess>();

/** Systems that agree in what a process knows share the process, and with it the explorer's table of its steps. */
function once(choices: readonly unknown[], make: () => LifecycleProcess): LifecycleProcess {
  const name = JSON.stringify(choices);
  const known = processes.get(name);
  if (known !== undefined) return known;
  const made = make();
  processes.set(name, made);
  return made;
}
