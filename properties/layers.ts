import type { Language } from '../model/index.js';
import { deviceKit } from './device/kit.js';
import { gicKit } from './gic/kit.js';
import type { LayerKit } from './kit.js';
import { systemKit } from './system/kit.js';

/** A layer of which only the caller's data knows which. */
export type AnyKit = LayerKit<Language, unknown>;

/** Every layer that can be checked, in the order in which `check` takes them. */
export const layers: readonly AnyKit[] = [deviceKit, gicKit, systemKit];
