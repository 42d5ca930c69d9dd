import { createHash } from 'node:crypto';
import * as t from 'io-ts';
import { IrqlineError } from '../../spec/index.js';
import { integer } from '../codec.js';
import { openFile, valueIn, type FileFormat } from '../file-format.js';
import { layers } from '../layers.js';
import { flagNotes } from './flags.js';
import { decodeVectors, encodeVectors, type Vector } from './vector.js';

/** Vectors as a directory that stands for itself: the text of each file by its name. */
export type Bundle = ReadonlyMap<string, string>;

/** The file that names all others. */
export const MANIFEST = 'manifest.json';

const count = integer(0, Number.MAX_SAFE_INTEGER);
const named = { name: t.string, bytes: count, sha256: t.string };

const Manifest = t.strict({
  /** The version of irqline that has these vectors. */
  irqline: t.string,
  /** How many there are, the clauses that they are about, and the mutants that they find. */
  vectors: count,
  clauses: count,
  faults: count,
  files: t.readonlyArray(t.strict({ ...named, vectors: count })),
  schemas: t.readonlyArray(t.strict(named)),
});

/** What is in a directory of vectors. */
export type Manifest = t.TypeOf<typeof Manifest>;

const manifestFormat: FileFormat = {
  name: 'irqline/vectors-manifest',
  version: 1,
  malformed: 'VECTORS_MALFORMED',
  fromTheFuture: 'VECTORS_FROM_THE_FUTURE',
};

/**
 * Makes a directory of vectors, a file for each layer that has any.
 * @param schemas - the JSON Schemas that go with them, by name
 * @param version - of irqline
 */
export function bundleOf(vectors: readonly Vector[], schemas: Bundle, version: string): Bundle {
  const files = layers.flatMap(({ model: { layer } }) => {
    const own = vectors.filter((vector) => vector.layer === layer);
    if (own.length === 0) return [];
    return [
      { name: `${layer}.json`, text: encodeVectors({ flags: flagNotes(own), vectors: own }), vectors: own.length },
    ];
  });
  const different = (of: (vector: Vector) => readonly string[]): number => new Set(vectors.flatMap(of)).size;
  const manifest: Manifest = {
    irqline: version,
    vectors: vectors.length,
    clauses: different(({ clauses }) => clauses),
    faults: different(({ faults }) => faults),
    files: files.map(({ name, text, vectors: inIt }) => ({ ...entry(name, text), vectors: inIt })),
    schemas: Array.from(schemas, ([name, text]) => entry(name, text)),
  };
  const head = { format: manifestFormat.name, version: manifestFormat.version, ...manifest };
  return new Map([
    [MANIFEST, `${JSON.stringify(head, null, 2)}\n`],
    ...files.map(({ name, text }) => [name, text] as const),
    ...schemas,
  ]);
}

const entry = (
  name: string,
  text: string,
): { readonly name: string; readonly bytes: number; readonly sha256: string } => ({
  name,
  bytes: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
});

/**
 * What a directory of vectors holds, once every file is known to be the one that its manifest names.
 * @throws IrqlineError VECTORS_MALFORMED, VECTORS_FROM_THE_FUTURE, or VECTORS_CHANGED
 */
export function openBundle(bundle: Bundle): { readonly manifest: Manifest; readonly vectors: readonly Vector[] } {
  const text = bundle.get(MANIFEST);
  if (text === undefined) throw new IrqlineError('VECTORS_CHANGED', `no ${MANIFEST}`);
  const manifest = valueIn(manifestFormat, Manifest.decode(openFile(manifestFormat, text)));
  const textOf = (wanted: Manifest['schemas'][number]): string => {
    const found = bundle.get(wanted.name);
    if (found === undefined) throw new IrqlineError('VECTORS_CHANGED', `no ${wanted.name}`);
    if (entry(wanted.name, found).sha256 === wanted.sha256) return found;
    throw new IrqlineError('VECTORS_CHANGED', `${wanted.name} has another SHA-256 than the manifest says`);
  };
  for (const schema of manifest.schemas) textOf(schema);
  return { manifest, vectors: manifest.files.flatMap((file) => decodeVectors(textOf(file)).vectors) };
}

/** The names of the files that belong to a directory of vectors. */
export const namesIn = ({ files, schemas }: Manifest): readonly string[] => [
  MANIFEST,
  ...[...files, ...schemas].map(({ name }) => name),
];
