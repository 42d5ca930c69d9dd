import * as t from 'io-ts';
import type { SystemAction, SystemConfig, SystemLanguage, SystemObservation, SystemView } from '../../model/index.js';
import { integer, kinds, oneOf, unsigned32, unsigned8 } from '../codec.js';
import type { LanguageCodecs } from '../kit.js';

const gate = oneOf('ISENABLER', 'ICC_PMR_EL1', 'ICC_IGRPEN1_EL1', 'GICD_CTLR');

const config: t.Decoder<unknown, SystemConfig> = t.strict({ delivery: oneOf('edge', 'level') });

const action = kinds<SystemAction>({
  usedBuffers: {},
  configChange: { byte: unsigned8 },
  initialise: {},
  resetDevice: {},
  saveAndRestore: { what: oneOf('device', 'gic') },
  close: { gate },
  open: { gate },
  driver: {},
});

const observation: t.Decoder<unknown, SystemObservation> = t.strict({ value: t.union([unsigned32, t.null]) });

const view: t.Decoder<unknown, SystemView> = t.strict({
  InterruptStatus: unsigned32,
  pending: t.boolean,
  active: t.boolean,
  signalled: t.boolean,
  driver: oneOf('idle', 'read', 'ack', 'service', 'end'),
  work: integer(0, 3),
  closed: t.readonlyArray(gate),
});

/** What a trace of the system layer is decoded with. */
export const systemCodecs: LanguageCodecs<SystemLanguage> = { config, action, observation, view };
