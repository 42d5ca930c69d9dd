import { gicModel, type GicLanguage, type GicState } from '../../model/index.js';
import type { LayerKit } from '../kit.js';
import { gicActions, gicConfig } from './arbitraries/index.js';
import { gicCodecs } from './codecs.js';
import { gicMisfit } from './misfit.js';
import { gicMutants } from './mutants/index.js';
import { gicProperties } from './properties/index.js';
import { softGic } from './soft-gic-subject.js';
import { gicStory } from './story.js';

/** Layer 2: lines, latches, priorities and what a PE is given, for SPIs and PPIs. */
export const gicKit: LayerKit<GicLanguage, GicState> = {
  model: gicModel,
  codecs: gicCodecs,
  story: gicStory,
  config: gicConfig,
  misfit: gicMisfit,
  actions: gicActions,
  properties: gicProperties,
  subjects: { 'soft-gic': softGic },
  mutants: gicMutants,
};
