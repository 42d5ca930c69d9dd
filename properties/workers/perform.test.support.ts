import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Delivery } from '../../impl/index.js';
import { Actor } from './actor.js';
import type { Design } from './designs.js';
import { newScene, type Scene } from './scene.js';
import { SharedLog, type LogEntry } from './shared-log.js';
import type { Role } from './worker.js';

/** How often each device thread triggers. */
export const ROUNDS = 2000;

/** A scene to be played by worker threads. */
export interface Play {
  /** One a line. */
  readonly deliveries: readonly Delivery[];
  readonly design: Design;
  /** The lines that each device thread triggers, in turn. */
  readonly devices: readonly (readonly number[])[];
  readonly driver: 'driver' | 'resettingDriver';
}

/**
 * Plays it: one worker a device thread, and one more for the driver, who opens the line himself if he resets it.
 * @throws what the first worker to throw has thrown
 */
export async function perform({ deliveries, design, devices, driver }: Play): Promise<Scene> {
  const threads = devices.length;
  // A trigger makes at most three entries, and an interrupt, of which there are no more than signals, five.
  const scene = newScene(deliveries, design, threads * ROUNDS * 8 + 20_000);
  const crew = new Actor(scene, threads);
  if (driver === 'driver') for (const index of deliveries.keys()) crew.on(index).line.open();
  const roles = [...devices, []].map((lines, actor): Role => ({
    scene,
    actor,
    kind: actor === threads ? driver : 'device',
    threads,
    rounds: ROUNDS,
    lines,
  }));
  const workers = roles.map((workerData) => new Worker(new URL('worker.js', import.meta.url), { workerData }));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
  } finally {
    // Where one has thrown, the others would wait for it for ever.
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return scene;
}

/** What was logged of one line. */
export function historyOf(scene: Scene, line = 0): LogEntry[] {
  return [...new SharedLog(scene.log).entries()].filter((entry) => entry.line === line);
}

/** How many entries there are of a kind. */
export function count(history: readonly LogEntry[], kind: LogEntry['kind']): number {
  return history.filter((entry) => entry.kind === kind).length;
}

/** How often the next entry was another actor's. */
export function switches(history: readonly LogEntry[]): number {
  return history.filter((entry, index) => index > 0 && entry.actor !== history[index - 1]?.actor).length;
}
