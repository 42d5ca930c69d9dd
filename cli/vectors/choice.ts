import { InvalidArgumentError } from '@commander-js/extra-typings';
import { choiceNames, type Chosen } from '../../properties/index.js';

/** Parses `priorityBits=4` and adds it to what was chosen before it. */
export function choice(text: string, before: Chosen = {}): Chosen {
  const [name = '', value = ''] = text.split('=');
  const values = Object.hasOwn(choiceNames, name) ? choiceNames[name] : undefined;
  if (values === undefined) {
    throw new InvalidArgumentError(`It has to be NAME=VALUE; the names are ${Object.keys(choiceNames).join(', ')}.`);
  }
  if (!values.includes(value)) throw new InvalidArgumentError(`${name} is one of ${values.join(', ')}.`);
  return { ...before, [name]: value };
}
