import { workerData } from 'node:worker_threads';
import { CONFIG, VRING } from '../../impl/index.js';
import { Actor, type Scene } from './scene.js';

/** What a worker thread is to do. */
export interface Role {
  readonly scene: Scene;
  readonly actor: number;
  readonly kind: 'device' | 'driver' | 'resettingDriver';
  /** How many device threads there are; the driver is one more. */
  readonly threads: number;
  /** How often a device thread triggers. */
  readonly rounds: number;
}

/** Sleeping longer than this without an interrupt means only that nothing happened. */
const NAP_MS = 0.2;
/** In one round of these a device thread naps after each step, so that others come in between. */
const ROUNDS_PER_NAP = 32;
const pillow = new Int32Array(new SharedArrayBuffer(4));

const { scene, actor: index, kind, threads, rounds } = workerData as Role;
const actor = new Actor(scene, index);
actor.meet(threads + 1);
switch (kind) {
  case 'device':
    trigger();
    break;
  case 'driver':
    handleAll();
    break;
  case 'resettingDriver':
    resetAgainAndAgain();
    break;
}

function trigger(): void {
  for (let round = 0; round < rounds; round += 1) {
    const operation = actor.publish((round + index) % 3 === 0 ? CONFIG : VRING);
    while (operation.next !== undefined) {
      operation.advance();
      if (round % ROUNDS_PER_NAP === index) Atomics.wait(pillow, 0, 0, NAP_MS);
    }
  }
  actor.finish();
}

/** Ends when every device thread has finished and nothing is pending: what is not serviced by then is lost. */
function handleAll(): void {
  for (;;) {
    const { changes } = actor.gic;
    const isLast = actor.finished === threads;
    if (actor.handle()) continue;
    if (isLast) return;
    actor.gic.waitForChange(changes, NAP_MS);
  }
}

function resetAgainAndAgain(): void {
  while (actor.finished < threads) {
    actor.open();
    for (let times = 0; times < 3; times += 1) {
      const { changes } = actor.gic;
      if (!actor.handle()) actor.gic.waitForChange(changes, NAP_MS);
    }
    actor.line.reset();
    // Time in which a trigger that is between its steps may come too late.
    actor.gic.waitForChange(actor.gic.changes, NAP_MS);
  }
}
