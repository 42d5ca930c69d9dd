import * as t from 'io-ts';
import type { Language, Layer } from '../../model/index.js';
import { oneOf } from '../codec.js';
import { openFile, valueIn, type FileFormat } from '../file-format.js';
import { layers } from '../layers.js';
import { kitOf } from '../trace/trace.js';

/** What an action of a vector has to lead to. Where the view is left out, nothing is said of it. */
export interface Expected {
  readonly observation: Language['observation'];
  readonly view?: Language['view'];
}

/**
 * A trace published for others: what is done, and what any implementation has to do then that makes the choices which
 * its flags name. docs/vectors.md describes the file, spec/schemas/vectors.schema.json too.
 */
export interface Vector {
  /** Unique among all vectors, and the same in every version that has it. */
  readonly id: string;
  readonly title: string;
  readonly layer: Layer;
  /** The clauses that it is about. */
  readonly clauses: readonly string[];
  /**
   * What is left open and makes a difference to this vector: `name=value` is a choice of `config`, the id of a clause a
   * choice that `config` does not tell of.
   */
  readonly flags: readonly string[];
  /** The mutants that fail it. */
  readonly faults: readonly string[];
  readonly config: Language['config'];
  readonly steps: readonly { readonly action: Language['action']; readonly expected: Expected }[];
}

/** What one file of vectors holds. */
export interface VectorFile {
  /** What each flag of these vectors means, by the part before its `=`. */
  readonly flags: Readonly<Record<string, string>>;
  readonly vectors: readonly Vector[];
}

const vectorsFormat: FileFormat = {
  name: 'irqline/vectors',
  version: 1,
  malformed: 'VECTORS_MALFORMED',
  fromTheFuture: 'VECTORS_FROM_THE_FUTURE',
};

/** Vectors as the text of a file, a line for every step, so that a difference between two versions can be read. */
export function encodeVectors({ flags, vectors }: VectorFile): string {
  const head = { format: vectorsFormat.name, version: vectorsFormat.version, flags };
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "vectors": [\n${vectors.map(encodeVector).join(',\n')}\n  ]\n}\n`;
}

function encodeVector({ steps, ...fields }: Vector): string {
  const lines = Object.entries(fields).map(([name, value]) => `      "${name}": ${JSON.stringify(value)}`);
  const stepLines = steps.map((step) => `        ${JSON.stringify(step)}`);
  const all = [...lines, `      "steps": [\n${stepLines.join(',\n')}\n      ]`];
  return `    {\n${all.join(',\n')}\n    }`;
}

/**
 * Reads the text of a file of vectors.
 * @throws IrqlineError VECTORS_MALFORMED or VECTORS_FROM_THE_FUTURE
 */
export function decodeVectors(text: string): VectorFile {
  const { flags, vectors } = valueOf(Head.decode(openFile(vectorsFormat, text)));
  return { flags, vectors: vectors.map((vector, index) => decodeVector(vector, `vectors.${index}`)) };
}

const strings = t.readonlyArray(t.string);

const VectorHead = t.strict({
  id: t.string,
  title: t.string,
  layer: oneOf(...layers.map(({ model }) => model.layer)),
  clauses: strings,
  flags: strings,
  faults: strings,
  config: t.unknown,
  steps: t.readonlyArray(
    t.type({
      action: t.unknown,
      expected: t.intersection([t.type({ observation: t.unknown }), t.partial({ view: t.unknown })]),
    }),
  ),
});

const Head = t.type({ flags: t.record(t.string, t.string), vectors: t.readonlyArray(VectorHead) });

function decodeVector({ config, steps, ...fields }: t.TypeOf<typeof VectorHead>, at: string): Vector {
  const { codecs } = kitOf(fields);
  return {
    ...fields,
    config: valueOf(codecs.config.decode(config), `${at}.config`),
    steps: steps.map(({ action, expected: { observation, view } }, step) => {
      const atStep = `${at}.steps.${step}`;
      const shown = view === undefined ? {} : { view: valueOf(codecs.view.decode(view), `${atStep}.expected.view`) };
      return {
        action: valueOf(codecs.action.decode(action), `${atStep}.action`),
        expected: {
          observation: valueOf(codecs.observation.decode(observation), `${atStep}.expected.observation`),
          ...shown,
        },
      };
    }),
  };
}

const valueOf = <Value>(decoded: t.Validation<Value>, at?: string): Value => valueIn(vectorsFormat, decoded, at);
