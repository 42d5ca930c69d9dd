/**
 * An adapter for the tests: our own implementation, or a mutant of it, that takes part as a stranger's would.
 *
 * usage: node fake-adapter.test.support.js SUBJECT [FAULT]
 *   FAULT is a JSON object: `hello`, fields of the hello that are otherwise; `at`, the number of the action, counted from
 *   the start of the process, or `on`, a part of the request, at which it goes wrong; and how: `do`
 */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Language } from '../../model/index.js';
import { layers } from '../layers.js';
import { subjectByName } from '../subjects.js';
import type { FakeFault } from './fake-fault.test.support.js';

const [name = 'impl', text = '{}'] = process.argv.slice(2);
const fault = JSON.parse(text) as FakeFault;
const kit = layers.find((entry) => Object.hasOwn(subjectByName(entry), name));
const subject = kit && subjectByName(kit)[name]?.();
if (kit === undefined || subject === undefined) throw new Error(`no subject ${name}`);

const all = kit.codecs.action.kinds.filter((kind) => subject.supports({ kind }));
const hello = { protocol: 1, name, layer: kit.model.layer, actions: all, ...fault.hello };
const hides = (fault.tellsAll === true ? undefined : (fault.lacks ?? fault.hello?.['hides'])) ?? [];

let applied = 0;
const say = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line) as { kind: string; config: unknown; action: Language['action'] };
  if (request.kind === 'apply') applied += 1;
  const isTime = applied === fault.at || (fault.on !== undefined && line.includes(fault.on));
  if (isTime && !goesOn(fault.do)) return;
  if (request.kind === 'hello') return say(hello);
  if (request.kind === 'reset') {
    subject.reset(request.config);
    return say({});
  }
  try {
    const observation = subject.apply(request.action);
    say({ observation: without(observation), view: without(subject.observe()) });
  } catch (error) {
    say({ crash: String(error) });
  }
});

/** Does what is wrong. @returns whether it answers after that as if nothing were */
function goesOn(how: FakeFault['do']): boolean {
  switch (how) {
    case 'die':
      process.stderr.write('the last words\n');
      process.exit(7);
    case 'hang':
      process.stdin.pause();
      if (fault.makes !== undefined) writeFileSync(fault.makes, '');
      setInterval(() => undefined, 1000);
      return false;
    case 'babble':
      process.stdout.write('debug: 1\n');
      return false;
    case 'echo':
      say({ observation: {}, view: {} });
      return false;
    case 'speak-twice':
      say({});
      return true;
    case undefined:
      return true;
  }
}

function without(fields: unknown): unknown {
  return Object.fromEntries(Object.entries(fields as object).filter(([key]) => !(hides as string[]).includes(key)));
}
