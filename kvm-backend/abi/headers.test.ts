import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { needs } from '../testing/requirement.js';
import { kvmConstants, libcConstants, registerConstants } from './constants.js';
import { ioctls } from './ioctls.js';
import { structures } from './structures.js';

/** Where KVM runs, and where a program may ask in vain whether it does. */
const ARM64 = 'aarch64-linux-gnu-gcc';
const X86_64 = 'x86_64-linux-gnu-gcc';
const needsCompiler = (name: string) => needs(spawnSync(name, ['--version']).status === 0, `no ${name} here`);

const equal = (expression: string, value: number | bigint) =>
  `_Static_assert((${expression}) == ${value}, "${expression}");`;

const numbers = (table: Readonly<Record<string, number | bigint>>): readonly string[] =>
  Object.entries(table).map(([name, value]) => equal(name, value));

function layouts(names: readonly (keyof typeof structures)[]): readonly string[] {
  return names.flatMap((name) => {
    const { size, fields } = structures[name];
    return [
      ...(name === 'kvm_run' ? [] : [equal(`sizeof(struct ${name})`, size)]), // the table has only its head
      ...Object.entries(fields).flatMap(([field, [offset, width]]) => [
        equal(`__builtin_offsetof(struct ${name}, ${field})`, offset),
        equal(`sizeof(((struct ${name} *)0)->${field})`, width),
      ]),
    ];
  });
}

/** Every number of the table as an assertion that the compiler checks against the headers. */
const all: readonly string[] = [
  ...numbers({ ...kvmConstants, ...registerConstants, ...libcConstants }),
  ...Object.entries(ioctls).map(([name, value]) => equal(`${name} & 0xffffffffu`, value)),
  ...layouts(Object.keys(structures) as (keyof typeof structures)[]),
];
/** Of these the C library's, which is the same on both. */
const ofLibrary: readonly string[] = [...numbers(libcConstants), ...layouts(['pollfd'])];

function compile(compiler: string, lines: readonly string[]): string {
  const headers = ['linux/kvm.h', 'fcntl.h', 'sys/mman.h', 'sys/eventfd.h', 'poll.h'].map(
    (header) => `#include <${header}>`,
  );
  const source = ['#define _GNU_SOURCE', ...headers, ...lines, ''].join('\n');
  const run = spawnSync(compiler, ['-fsyntax-only', '-x', 'c', '-'], { input: source, encoding: 'utf8' });
  assert.equal(run.error, undefined);
  return run.stderr;
}

void test('every number of the table is the one of the arm64 kernel headers', needsCompiler(ARM64), () => {
  assert.ok(all.length > 120, 'the table shrank: is something no longer checked?');
  assert.equal(compile(ARM64, all), '');
});

void test('every number of the C library is the same on x86-64', needsCompiler(X86_64), () => {
  assert.ok(ofLibrary.length > 12 && ofLibrary.every((line) => all.includes(line)));
  assert.equal(compile(X86_64, ofLibrary), '');
});

for (const compiler of [ARM64, X86_64]) {
  void test(`${compiler} would notice a wrong number`, needsCompiler(compiler), () => {
    assert.match(compile(compiler, ['_Static_assert(KVM_RUN == 1, "KVM_RUN");']), /static assertion failed: "KVM_RUN"/);
  });
}
