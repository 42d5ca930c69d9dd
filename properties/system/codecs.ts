import * as t from 'io-ts';
import type { SystemAction, SystemConfig, SystemLanguage, SystemObservation, SystemView } from '../../model/index.js';
import { integer, kinds, oneOf, oneOfNumbers, unsigned32, unsigned8 } from '../codec.js';
import type { LanguageCodecs } from '../kit.js';

const config: t.Type<SystemConfig, unknown> = t.strict({
  delivery: oneOf('edge', 'level'),
  trigger: oneOf('edge', 'level'),
});

const thread = integer(0, 1);
const bit = oneOfNumbers(1, 2);

const action = kinds<SystemAction>({
  event: { bit },
  publish: { thread, bit },
  advance: { thread },
  driver: {},
  enable: { enabled: t.boolean },
  mask: { open: t.boolean },
  bringUp: {},
  resetDevice: {},
  eventAtStart: {},
  snapshot: {
    savedFirst: oneOf('device', 'gic'),
    completes: oneOfNumbers(0, 1, 2),
    restoredFirst: oneOf('device', 'gic'),
  },
  quiesce: {},
});

const observation: t.Type<SystemObservation, unknown> = t.strict({
  signals: t.readonlyArray(oneOf('pulse', 'assert', 'deassert')),
  moves: t.readonlyArray(t.strict({ kind: oneOf('take', 'read', 'ack', 'service', 'end'), value: unsigned32 })),
  settled: t.boolean,
});

const view: t.Type<SystemView, unknown> = t.strict({
  Status: unsigned8,
  InterruptStatus: unsigned32,
  pending: t.boolean,
  active: t.boolean,
  signalled: t.boolean,
  unserviced: integer(0, 3),
});

/** What a trace of the system layer is decoded with. */
export const systemCodecs: LanguageCodecs<SystemLanguage> = { config, action, observation, view };
