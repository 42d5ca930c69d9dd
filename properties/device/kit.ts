import { deviceModel, type DeviceLanguage, type DeviceState } from '../../model/index.js';
import type { LayerKit } from '../kit.js';
import { deviceActions, deviceConfig } from './arbitraries/index.js';
import { deviceCodecs } from './codecs.js';
import { conformingSteps } from './conforming.js';
import { implementation } from './implementation.js';
import { deviceMisfit } from './misfit.js';
import { deviceMutants } from './mutants/index.js';
import { deviceProperties } from './properties/index.js';
import { simplerDeviceActions } from './simpler.js';
import { deviceStory } from './story.js';

/** Layer 1: InterruptStatus, InterruptACK, Status, ConfigGeneration, and what they do to the line. */
export const deviceKit: LayerKit<DeviceLanguage, DeviceState> = {
  model: deviceModel,
  codecs: deviceCodecs,
  story: deviceStory,
  config: deviceConfig,
  misfit: deviceMisfit,
  conformingSteps,
  simpler: simplerDeviceActions,
  actions: deviceActions,
  properties: deviceProperties,
  subjects: { impl: implementation },
  mutants: deviceMutants,
};
