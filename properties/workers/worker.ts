import { workerData } from 'node:worker_threads';
import { CONFIG, VRING } from '../../impl/index.js';
import { Actor } from './actor.js';
import type { Scene } from './scene.js';

/** What a worker thread is to do. */
export interface Role {
  readonly scene: Scene;
  readonly actor: number;
  readonly kind: 'device' | 'driver' | 'resettingDriver';
  /** How many device threads there are; the driver is one more. */
  readonly threads: number;
  /** How often a device thread triggers. */
  readonly rounds: number;
  /** The lines that a device thread triggers, in turn. */
  readonly lines: readonly number[];
}

/** Sleeping longer than this without an interrupt means only that nothing happened. */
const NAP_MS = 0.2;
/** In one round of these a device thread naps after each step, so that others come in between. */
const ROUNDS_PER_NAP = 32;
/** In one round of these a torn step of the GIC naps in the middle. */
const ROUNDS_PER_TEAR = 4;
const pillow = new Int32Array(new SharedArrayBuffer(4));
const nap = (): void => void Atomics.wait(pillow, 0, 0, NAP_MS);

const { scene, actor: index, kind, threads, rounds, lines } = workerData as Role;
let round = 0;
const actor = new Actor(scene, index, () => round % ROUNDS_PER_TEAR === 0 && nap());
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
  for (; round < rounds; round += 1) {
    const operation = actor.on(lines[round % lines.length]).publish((round + index) % 3 === 0 ? CONFIG : VRING);
    while (operation.next !== undefined) {
      operation.advance();
      if (round % ROUNDS_PER_NAP === index) nap();
    }
  }
  actor.finish();
}

/** Ends when every device thread has finished and nothing is pending: what is not serviced by then is lost. */
function handleAll(): void {
  for (;;) {
    const isLast = actor.finished === threads;
    if (actor.handle()) continue;
    if (isLast) return;
    actor.gic.waitForInterrupt(0, NAP_MS);
  }
}

function resetAgainAndAgain(): void {
  while (actor.finished < threads) {
    actor.on().open();
    for (let times = 0; times < 3; times += 1) if (!actor.handle()) actor.gic.waitForInterrupt(0, NAP_MS);
    actor.on().line.reset();
    // Time in which a trigger that is between its steps may come too late.
    nap();
  }
}
