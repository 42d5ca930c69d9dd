import { endingScenarios } from './endings.js';
import { gatingScenarios } from './gating.js';
import { injectionScenarios } from './injection.js';
import type { GicScenario } from './scenario.js';

/** Named traces of a GIC, by the cases of the kernel's own tests. */
export const gicScenarios: readonly GicScenario[] = [...injectionScenarios, ...endingScenarios, ...gatingScenarios];
