import type { DeviceLanguage } from '../../../model/index.js';
import type { Mutant } from '../../kit.js';
import type { ImplementationParts } from '../implementation.js';

/** A mutant, by what our own implementation is made of instead. */
export type Fault = Omit<Mutant<DeviceLanguage>, 'subject'> & { readonly parts: Partial<ImplementationParts> };
