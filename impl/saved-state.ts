import { isLeft } from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { IrqlineError } from '../spec/errors.js';
import { describeDecodeErrors } from './decode-errors.js';

/** What a saved state is of, and which version of its layout this program writes. */
export interface SavedStateFormat<Body> {
  /** `irqline/line`, say. */
  readonly name: string;
  readonly version: number;
  readonly codec: t.Type<Body, unknown>;
}

/** Bytes that {@link decodeState} takes back: UTF-8 JSON with the format's name and version. */
export function encodeState<Body>(format: SavedStateFormat<Body>, body: Body): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({ format: format.name, version: format.version, body: format.codec.encode(body) }),
  );
}

/**
 * Reads what {@link encodeState} wrote.
 * @throws IrqlineError SAVED_STATE_MALFORMED, SAVED_STATE_FOREIGN or SAVED_STATE_FROM_THE_FUTURE
 */
export function decodeState<Body>(format: SavedStateFormat<Body>, bytes: Uint8Array): Body {
  const envelope = parseJsonObject(format.name, bytes);
  if (typeof envelope['format'] !== 'string') throw malformed(format.name, 'no format is named');
  if (envelope['format'] !== format.name) {
    throw new IrqlineError(
      'SAVED_STATE_FOREIGN',
      `a state of "${envelope['format']}" where "${format.name}" is wanted`,
    );
  }
  const version = envelope['version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw malformed(format.name, `version ${JSON.stringify(version)}`);
  }
  if (version > format.version) {
    throw new IrqlineError(
      'SAVED_STATE_FROM_THE_FUTURE',
      `${format.name} version ${version}, and this program knows up to ${format.version}`,
    );
  }
  const body = format.codec.decode(envelope['body']);
  if (isLeft(body)) throw malformed(format.name, describeDecodeErrors(body.left));
  return body.right;
}

function parseJsonObject(name: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new IrqlineError('SAVED_STATE_MALFORMED', `${name}: not whole JSON (${bytes.length} bytes)`, {
      cause: error,
    });
  }
  if (typeof parsed !== 'object' || parsed === null) throw malformed(name, 'not an object');
  return parsed as Readonly<Record<string, unknown>>;
}

function malformed(name: string, why: string): IrqlineError {
  return new IrqlineError('SAVED_STATE_MALFORMED', `${name}: ${why}`);
}
