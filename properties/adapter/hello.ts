import * as fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { describeDecodeErrors } from '../../impl/index.js';
import { IrqlineError } from '../../spec/index.js';
import { oneOf } from '../codec.js';
import { layers, type AnyKit } from '../layers.js';
import { hideableOf } from '../shown.js';
import { merged, missingIn } from './merged.js';
import { ADAPTER_PROTOCOL } from './protocol.js';

/** The layers that an adapter can bring an implementation of. */
export const adapterRules = {
  device: {
    /** What no run can do without. */
    requires: ['read', 'write', 'usedBuffers'],
  },
  gic: {
    requires: [
      'drive',
      'acknowledge',
      'endOfInterrupt',
      'writeEnabled',
      'writeGroup',
      'writeGroupEnable',
      'writePriorityMask',
      'writeDistributorEnables',
    ],
  },
} as const satisfies Record<string, { readonly requires: readonly string[] }>;

/** What an adapter says of itself and of its implementation. */
export interface Hello {
  readonly name: string;
  readonly kit: AnyKit;
  /** The kinds of action that it can do. */
  readonly actions: readonly string[];
  /** The part of every configuration that cannot be otherwise. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The fields of observation and view that it does not show. */
  readonly hides: readonly string[];
  /** What the driver of a run does: anything at all, or what the standard lets it. */
  readonly driver: DriverKind;
}

/** The drivers that a run can have. */
export const driverKinds = ['any', 'conforming'] as const;
export type DriverKind = (typeof driverKinds)[number];

const Version = t.type({ protocol: t.number });
const HelloCodec = t.type({
  name: t.string,
  layer: oneOf('device', 'gic'),
  actions: t.readonlyArray(t.string),
  config: t.union([t.record(t.string, t.unknown), t.undefined]),
  hides: t.union([t.readonlyArray(t.string), t.undefined]),
  driver: t.union([oneOf(...driverKinds), t.undefined]),
});

/** A name of a subject goes into the names of files. */
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * Understands what an adapter says of itself.
 * @throws IrqlineError ADAPTER_FOREIGN
 */
export function decodeHello(json: unknown): Hello {
  // First of all, since a newer version may look different in everything else.
  const { protocol } = valueOf(Version.decode(json));
  require(protocol === ADAPTER_PROTOCOL, `it speaks protocol ${protocol}, and this is ${ADAPTER_PROTOCOL}`);
  const { name, layer, actions, config = {}, hides = [], driver = 'any' } = valueOf(HelloCodec.decode(json));
  require(NAME.test(name), `name: ${JSON.stringify(name)} is not 1 to 64 letters, digits, dots, dashes`);
  const { requires } = adapterRules[layer];
  const kit = layers.find(({ model }) => model.layer === layer) as AnyKit;
  const { kinds } = kit.codecs.action;
  const mayHide = hideableOf(kit.codecs);
  requireAll(actions, kinds, (action) => `actions: there is no "${action}", only ${kinds.join(', ')}`);
  requireAll(requires, actions, (action) => `actions: "${action}" is missing, which no run can do without`);
  requireAll(
    hides,
    mayHide,
    (field) => `hides: there is no "${field}" to hide, only ${mayHide.join(', ') || 'nothing'}`,
  );
  requireConfig(kit, config);
  return withDriver({ name, kit, actions, config, hides, driver }, driver);
}

/**
 * What an adapter says, with the driver that somebody else asks for.
 * @throws IrqlineError ADAPTER_FOREIGN when its layer has no driver
 */
export function withDriver(hello: Hello, driver: DriverKind): Hello {
  const { layer } = hello.kit.model;
  const isThere = driver === 'any' || hello.kit.conformingSteps !== undefined;
  require(isThere, `driver: there is none in the ${layer} layer that could be "${driver}"`);
  return { ...hello, driver };
}

/** A part of a configuration is of one, if what it makes of another one is one. */
function requireConfig({ config, codecs }: AnyKit, part: Hello['config']): void {
  const [some] = fc.sample(config, { seed: 0, numRuns: 1 });
  const unknown = missingIn(valueOf(codecs.config.decode(merged(some, part)), 'config.'), part);
  require(unknown === undefined, `config: there is no ${unknown}`);
}

function requireAll(names: readonly string[], among: readonly string[], complaint: (name: string) => string): void {
  const missing = names.find((name) => !among.includes(name));
  if (missing !== undefined) require(false, complaint(missing));
}

function require(holds: boolean, complaint: string): asserts holds {
  if (!holds) throw new IrqlineError('ADAPTER_FOREIGN', complaint);
}

function valueOf<Value>(decoded: t.Validation<Value>, at = ''): Value {
  if (!isLeft(decoded)) return decoded.right;
  throw new IrqlineError('ADAPTER_FOREIGN', `${at}${describeDecodeErrors(decoded.left)}`);
}
