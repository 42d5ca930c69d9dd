import type { GicLanguage } from '../../../model/index.js';
import type { Mutant } from '../../kit.js';

export const gicMutants: readonly Mutant<GicLanguage>[] = [];
