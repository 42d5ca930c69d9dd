import { match } from 'ts-pattern';
import type { LineProgram, LineState } from '../../impl/index.js';
import { CONFIG, VRING, type Lifecycle, type LifecycleAction, type Profile } from '../../model/index.js';
import { clearPending } from './gic.js';
import { lifecycleProgram } from './lifecycle-program.js';
import { DeliveryMachine, type SteppedMachine } from './machine.js';
import { rigOf, spi, type DeliveryRig } from './rig.js';
import type { DeliveryView } from './view.js';

/**
 * The real code of a profile, to which a lifecycle happens: the line and the SoftGic are saved, and restored into new
 * ones; or the driver resets the device.
 */
export class LifecycleMachine implements SteppedMachine<LifecycleAction> {
  readonly #profile: Profile;
  readonly #lifecycle: Lifecycle;
  readonly #program: LineProgram;
  readonly #machine: DeliveryMachine;
  #rig: DeliveryRig;
  readonly #saved: { line?: LineState; gic?: Uint8Array } = {};

  constructor(profile: Profile, threads: number, lifecycle: Lifecycle) {
    this.#profile = profile;
    this.#lifecycle = lifecycle;
    this.#program = lifecycleProgram(profile, lifecycle);
    this.#rig = rigOf(profile, this.#program);
    this.#machine = new DeliveryMachine(profile, threads, this.#rig);
  }

  perform(process: number, action: LifecycleAction): void {
    const { line, gic } = this.#rig;
    match(action)
      .with({ kind: 'pause' }, () => this.#pause())
      .with({ kind: 'saveDevice' }, () => (this.#saved.line = line.saveState()))
      .with({ kind: 'saveGic' }, () => (this.#saved.gic = gic.saveState()))
      .with({ kind: 'restore' }, () => this.#restore())
      .with({ kind: 'gone' }, () => this.#machine.abandon(process))
      // The thread itself finds the gate closed.
      .with({ kind: 'silenced' }, () => this.#machine.advance(process))
      .with({ kind: 'reset' }, () => this.#reset())
      .with({ kind: 'reopen' }, () => line.open())
      .otherwise((step) => this.#machine.perform(process, step));
  }

  get isQuiescent(): boolean {
    return this.#machine.isQuiescent;
  }

  get hasLost(): boolean {
    return this.#machine.hasLost;
  }

  view(): DeliveryView {
    return this.#machine.view();
  }

  #pause(): void {
    this.#rig.path.isDeaf = this.#lifecycle.kind === 'save' && this.#lifecycle.whilePaused === 'dropped';
  }

  #restore(): void {
    const { line, gic } = this.#saved;
    if (this.#lifecycle.kind !== 'save' || line === undefined || gic === undefined) {
      throw new Error('only what was saved can be restored');
    }
    const rig = rigOf(this.#profile, this.#program);
    rig.gic.restoreState(gic);
    const { resignal } = this.#lifecycle;
    rig.line.assignState(resignal === 'everything' ? { ...line, status: VRING | CONFIG } : line);
    if (resignal !== 'nothing') rig.line.resignal();
    this.#rig = rig;
    this.#machine.moveTo(rig);
  }

  #reset(): void {
    const { line, gic } = this.#rig;
    this.#machine.forgetWork();
    line.reset();
    if (this.#lifecycle.kind === 'reset' && this.#lifecycle.latch === 'cleared') clearPending(gic, spi);
  }
}
