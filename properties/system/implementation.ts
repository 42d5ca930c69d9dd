import type { Subject, SystemLanguage } from '../../model/index.js';
import { RigSubject } from '../rig-subject.js';
import { Rig, type SystemParts } from './rig.js';

/** IrqLine, VirtioMmioTransport and SoftGic with a scripted driver, as one subject. */
export function system(name = 'system', parts: Partial<SystemParts> = {}): Subject<SystemLanguage> {
  return new RigSubject<SystemLanguage>(name, (config) => new Rig(config, parts));
}
