import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { describeDecodeErrors } from '../impl/index.js';
import { IrqlineError, type ErrorCode } from '../spec/index.js';
import { integer } from './codec.js';

/** A format of JSON files with a name and a version, and what a file that is not of it is refused as. */
export interface FileFormat {
  readonly name: string;
  /** What this program writes, and the newest that it reads. */
  readonly version: number;
  readonly malformed: ErrorCode;
  readonly fromTheFuture: ErrorCode;
}

/**
 * The JSON of a file's text, once its name and version are known to be right.
 * @throws IrqlineError as the format says
 */
export function openFile(format: FileFormat, text: string): unknown {
  const json = parseJson(format, text);
  const Envelope = t.type({ format: t.literal(format.name), version: integer(1, Number.MAX_SAFE_INTEGER) });
  // First of all, since a newer version may look different in everything else.
  const { version } = valueIn(format, Envelope.decode(json));
  if (version > format.version) {
    throw new IrqlineError(format.fromTheFuture, `version ${version}, and this program reads up to ${format.version}`);
  }
  return json;
}

/**
 * What was decoded from a file. @param at - where in the file it stands, unless it is the whole
 * @throws IrqlineError as the format says of what is malformed
 */
export function valueIn<Value>({ malformed }: FileFormat, decoded: t.Validation<Value>, at?: string): Value {
  if (!isLeft(decoded)) return decoded.right;
  throw new IrqlineError(malformed, `${at === undefined ? '' : `${at}: `}${describeDecodeErrors(decoded.left)}`);
}

function parseJson({ malformed }: FileFormat, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IrqlineError(malformed, `not whole JSON (${text.length} characters)`, { cause: error });
  }
}
