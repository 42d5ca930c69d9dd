import { systemModel, type SystemLanguage, type WholeState } from '../../model/index.js';
import type { LayerKit } from '../kit.js';
import { systemActions, systemConfig } from './arbitraries.js';
import { systemCodecs } from './codecs.js';
import { systemMutants } from './mutants.js';
import { systemProperties } from './properties.js';
import { systemStory } from './story.js';
import { system } from './subject.js';

/** Both layers and a driver as one: does every event reach the driver, and do interrupts cease? */
export const systemKit: LayerKit<SystemLanguage, WholeState> = {
  model: systemModel,
  codecs: systemCodecs,
  story: systemStory,
  config: systemConfig,
  actions: systemActions,
  properties: systemProperties,
  subjects: { impl: system },
  mutants: systemMutants,
};
