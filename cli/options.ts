import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Parses a whole number from `min` to `max`; commander prints the message and exits. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^(0x[0-9a-f]+|-?\d+)$/i.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It has to be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Parses `30s`, `5m`, `1h` or plain seconds, to milliseconds. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It has to be a time such as 30s, 5m or 1h.');
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000;
  return Number(match[1]) * unitMs;
}

/** Parses how long to wait for an answer, from one second to a day, to milliseconds: a timer has 31 bits. */
export function patience(text: string): number {
  const waitMs = duration(text);
  if (waitMs >= 1000 && waitMs <= 24 * 3_600_000) return waitMs;
  throw new InvalidArgumentError('It has to be from 1s to 24h.');
}

/** Parses `2/8`: the second of eight shares. */
export function shard(text: string): { readonly index: number; readonly count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count) {
    throw new InvalidArgumentError('It has to be i/n, with i from 1 to n, such as 2/8.');
  }
  return { index, count };
}
