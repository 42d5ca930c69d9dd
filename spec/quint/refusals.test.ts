import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { IrqlineError, type ErrorCode } from '../errors.js';
import { explore, machineOf, quint, readCompiled, readItf, recordOf, setOf, variantOf, type Value } from './index.js';
import { entryPointOf, inScratchFolder, quintVersion } from './toolchain.js';

const refuses = (code: ErrorCode, run: () => unknown): void => {
  assert.throws(run, (error) => error instanceof IrqlineError && error.code === code);
};

const app = (opcode: string, ...args: readonly unknown[]): unknown => ({ kind: 'app', opcode, args });
const name = (text: string): unknown => ({ kind: 'name', name: text });
const int = (value: number): unknown => ({ kind: 'int', value });
const action = (of: string, expr: unknown): unknown => ({ kind: 'def', name: of, qualifier: 'action', expr });

const choice = (from: unknown, expr: unknown): unknown => ({
  kind: 'let',
  opdef: { kind: 'def', name: 'x', qualifier: 'nondet', expr: from },
  expr,
});

const init = action('init', app('assign', name('n'), int(0)));

/** The compiler's output for a specification of one variable, `n`, that begins at 0. */
function compiled(step: unknown, ...others: readonly unknown[]): string {
  const declarations = [{ kind: 'var', name: 'n' }, init, action('step', step), ...others];
  return JSON.stringify({ stage: 'compiling', main: 'm', errors: [], modules: [{ name: 'm', declarations }] });
}

/** Explores it. */
const run = (text: string, constants: ReadonlyMap<string, Value> = new Map(), limit = 100): number =>
  explore(machineOf(readCompiled(text), constants), limit).states.length;

const increment = app('assign', name('n'), app('iadd', name('n'), int(1)));
const named = name('act');

describe('what the interpreter refuses', () => {
  it('nothing of a small specification that it knows', () => {
    assert.equal(run(compiled(named, action('act', app('actionAll', app('ilt', name('n'), int(3)), increment)))), 4);
  });

  it('an operator, a name, a kind of expression or of declaration that it does not know', () => {
    for (const strange of [app('chooseSome', name('n')), name('Int'), { kind: 'quantum' }, app('always', named)])
      refuses('QUINT_UNSUPPORTED', () => run(compiled(named, action('act', app('actionAll', strange, increment)))));
    refuses('QUINT_UNSUPPORTED', () => run(compiled(named, action('act', increment), { kind: 'assume', name: 'a' })));
    refuses('QUINT_UNSUPPORTED', () => readCompiled(JSON.stringify({ stage: 'parsing', modules: [] })));
  });

  it('a choice among anything but a set, or outside of an action', () => {
    refuses('QUINT_UNSUPPORTED', () => run(compiled(choice(app('generate', int(1)), named), action('act', increment))));
    const inside = app('assign', name('n'), choice(app('oneOf', app('Set', int(1))), name('x')));
    refuses('QUINT_UNSUPPORTED', () => run(compiled(named, action('act', inside))));
  });

  it('a step that sets a variable twice, or not at all, or has no name', () => {
    refuses('QUINT_UNSUPPORTED', () => run(compiled(named, action('act', app('actionAll', increment, increment)))));
    refuses('QUINT_UNDEFINED', () => run(compiled(named, action('act', { kind: 'bool', value: true }))));
    refuses('QUINT_UNSUPPORTED', () => run(compiled(app('actionAny', increment))));
  });

  it('what has no value: a missing key, a case that no match foresees', () => {
    const map = app('mapBy', app('Set', int(1)), { kind: 'lambda', params: [{ name: 'k' }], expr: name('k') });
    const get = app('assign', name('n'), app('get', map, int(2)));
    refuses('QUINT_UNDEFINED', () => run(compiled(named, action('act', get))));
    const body = { kind: 'lambda', params: [{ name: '_' }], expr: int(1) };
    const match = app(
      'matchVariant',
      app('variant', { kind: 'str', value: 'A' }, int(0)),
      { kind: 'str', value: 'B' },
      body,
    );
    refuses('QUINT_UNDEFINED', () => run(compiled(named, action('act', app('assign', name('n'), match)))));
  });

  it('an integer that cannot be exact', () => {
    refuses('QUINT_UNSUPPORTED', () => run(compiled(named, action('act', app('assign', name('n'), int(2 ** 53))))));
    for (const strange of [
      app('imod', app('iuminus', int(1)), int(3)),
      app('imod', int(1), int(0)),
      app('ipow', int(10), int(17)),
    ])
      refuses('QUINT_UNSUPPORTED', () => run(compiled(named, action('act', app('assign', name('n'), strange)))));
    const grow = app('assign', name('n'), app('iadd', name('n'), int(2 ** 52)));
    refuses('QUINT_UNSUPPORTED', () => run(compiled(named, action('act', grow))));
  });

  it('more states than it may hold', () => {
    refuses('SPECIFICATION_TOO_LARGE', () => run(compiled(named, action('act', increment)), new Map(), 10));
  });

  it('a constant that is missing, unknown, misspelt or of another type', () => {
    const none = { kind: 'tup', fields: { kind: 'row' } };
    const color = { kind: 'sum', fields: { fields: [{ fieldName: 'Red', fieldType: none }] } };
    const type = { kind: 'rec', fields: { fields: [{ fieldName: 'color', fieldType: color }] } };
    const text = compiled(named, action('act', app('actionAll', app('ilt', name('n'), int(1)), increment)), {
      kind: 'const',
      name: 'C',
      typeAnnotation: type,
    });
    const red = recordOf([['color', variantOf('Red')]]);
    assert.equal(run(text, new Map([['C', red]])), 2);
    const wrong: readonly Value[] = [
      recordOf([['color', variantOf('Rad')]]),
      recordOf([['colour', variantOf('Red')]]),
      recordOf([]),
      variantOf('Red'),
      setOf([red]),
      0,
    ];
    for (const value of wrong) refuses('QUINT_CONSTANT', () => run(text, new Map([['C', value]])));
    refuses('QUINT_CONSTANT', () => run(text));
    refuses('QUINT_CONSTANT', () =>
      run(
        text,
        new Map<string, Value>([
          ['C', red],
          ['D', 1],
        ]),
      ),
    );
  });

  it('a trace of something else', () => {
    refuses('ITF_MALFORMED', () => readItf('{"states":[{"m::x":1}]}', ['n']));
    refuses('ITF_MALFORMED', () => readItf('{"states":[{"m::n":{"#unserializable":"1"}}]}', ['n']));
    refuses('ITF_MALFORMED', () => readItf('{"states":[{"m::n":null}]}', ['n']));
  });

  it('a Quint of another version', () => {
    inScratchFolder((folder) => {
      const manifest = join(folder, 'package.json');
      const write = (version: string): void =>
        writeFileSync(manifest, JSON.stringify({ version, bin: { quint: 'x.js' } }));
      write(quintVersion);
      assert.equal(entryPointOf(manifest), join(folder, 'x.js'));
      write('0.34.0');
      refuses('QUINT_VERSION', () => entryPointOf(manifest));
    });
  });

  it('what Quint itself refuses, with what it says', () => {
    const asked = (says: RegExp, ...args: readonly string[]): void =>
      assert.throws(
        () => quint(args),
        (error) => error instanceof IrqlineError && error.code === 'QUINT_FAILED' && says.test(error.message),
      );
    asked(/no-such-file/u, 'typecheck', 'no-such-file.qnt');
    inScratchFolder((folder) => {
      const path = join(folder, 'wrong.qnt');
      writeFileSync(path, 'module wrong {\n  val one: int = "two"\n}\n');
      asked(/Couldn't unify str and int[^]*wrong\.qnt:2/u, 'typecheck', path);
    });
  });
});
