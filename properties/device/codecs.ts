import * as t from 'io-ts';
import type { DeviceAction, DeviceConfig, DeviceLanguage, DeviceObservation, DeviceView } from '../../model/index.js';
import { hideableFields, integer, kinds, oneOf, oneOfNumbers, unsigned32, unsigned8 } from '../codec.js';
import type { LanguageCodecs } from '../kit.js';

const config: t.Type<DeviceConfig, unknown> = t.strict({
  deviceId: unsigned32,
  vendorId: unsigned32,
  features: t.readonly(t.tuple([unsigned32, unsigned32])),
  queueSizeMax: t.readonlyArray(integer(1, 32768)),
  config: t.readonlyArray(unsigned8),
  configWritable: t.boolean,
  choices: t.strict({
    ackGate: oneOf('none', 'DRIVER_OK'),
    ackWidth: oneOfNumbers(8, 32),
    configEventSets: oneOfNumbers(2, 3),
    signal: oneOf('always', 'onRise', 'onNewBit', 'assertOnly', 'level'),
  }),
});

const action = kinds<DeviceAction>({
  read: { offset: unsigned32, width: unsigned8 },
  write: { offset: unsigned32, width: unsigned8, value: unsigned32 },
  usedBuffers: { queue: integer(0, 1023) },
  configChange: { offset: unsigned32, bytes: t.readonlyArray(unsigned8) },
  fatalError: {},
  activationFails: {},
  gicRefuses: { signals: unsigned32 },
  pulseFailsHalfWay: {},
  saveAndRestore: {},
  restoreDamaged: { damage: oneOf('truncated', 'foreign', 'future') },
});

const observation = hideableFields<DeviceObservation>(
  {
    value: t.union([unsigned32, t.null]),
    signals: t.readonlyArray(oneOf('pulse', 'assert', 'deassert')),
    notified: t.union([unsigned32, t.null]),
    error: t.union([
      oneOf(
        'GIC_REFUSED',
        'GIC_LINE_LEFT_HIGH',
        'SAVED_STATE_MALFORMED',
        'SAVED_STATE_FOREIGN',
        'SAVED_STATE_FROM_THE_FUTURE',
        'ACTIVATION_FAILED',
      ),
      t.null,
    ]),
  },
  ['signals', 'notified'],
);

const view = hideableFields<DeviceView>(
  {
    Status: unsigned8,
    InterruptStatus: unsigned32,
    ConfigGeneration: unsigned32,
    line: oneOfNumbers(0, 1),
  },
  ['ConfigGeneration', 'line'],
);

/** What a trace of the device layer is decoded with. */
export const deviceCodecs: LanguageCodecs<DeviceLanguage> = { config, action, observation, view };
