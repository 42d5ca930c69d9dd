import type { Model } from '../subject.js';
import type { GicLanguage } from './language.js';
import { machineAtReset, type GicState } from './state.js';
import { step } from './step.js';
import { viewOf } from './view.js';

/** Layer 2: a GICv3 as its guest, its devices and KVM's userspace see it. */
export const gicModel: Model<GicLanguage, GicState> = {
  layer: 'gic',
  init: (config) => ({ machine: machineAtReset(config), saved: undefined }),
  step,
  view: ({ machine }) => viewOf(machine),
};
