import { same } from './same.js';

/** The first choice that differs, in words; undefined if the wanted choices are the own ones. */
export function otherChoice<Choices extends object>(own: Choices, wanted: Choices): string | undefined {
  const name = (Object.keys(own) as (keyof Choices & string)[]).find((key) => !same(own[key], wanted[key]));
  if (name === undefined) return undefined;
  return `${name} is ${JSON.stringify(own[name])}, and not ${JSON.stringify(wanted[name])}`;
}
