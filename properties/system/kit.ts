import { systemModel, type SystemLanguage, type WholeSystem } from '../../model/index.js';
import type { LayerKit } from '../kit.js';
import { systemActions, systemConfig } from './arbitraries.js';
import { systemCodecs } from './codecs.js';
import { system } from './implementation.js';
import { systemMutants } from './mutants/index.js';
import { systemProperties } from './properties/index.js';
import { systemStory } from './story.js';

/** Layers 1 and 2 together: a device with several threads, its line into a GIC, and a driver. */
export const systemKit: LayerKit<SystemLanguage, WholeSystem> = {
  model: systemModel,
  codecs: systemCodecs,
  story: systemStory,
  config: systemConfig,
  // No action depends on the configuration.
  misfit: () => undefined,
  actions: systemActions,
  properties: systemProperties,
  subjects: { system },
  mutants: systemMutants,
};
