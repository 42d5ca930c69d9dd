import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { needs } from '../testing/requirement.js';
import { kvmConstants, libcConstants, registerConstants } from './constants.js';
import { ioctls } from './ioctls.js';
import { structures } from './structures.js';

const COMPILER = 'aarch64-linux-gnu-gcc';
const found = spawnSync(COMPILER, ['--version']).status === 0;

const equal = (expression: string, value: number | bigint) =>
  `_Static_assert((${expression}) == ${value}, "${expression}");`;

/** Every number of the table as an assertion that the compiler checks against the kernel's headers. */
function assertions(): string[] {
  const lines = [
    ...Object.entries({ ...kvmConstants, ...registerConstants, ...libcConstants }).map(([name, value]) =>
      equal(name, value),
    ),
    ...Object.entries(ioctls).map(([name, value]) => equal(`${name} & 0xffffffffu`, value)),
  ];
  for (const [name, { size, fields }] of Object.entries(structures)) {
    if (name !== 'kvm_run') lines.push(equal(`sizeof(struct ${name})`, size)); // the table has only its head
    for (const [field, [offset, width]] of Object.entries(fields)) {
      lines.push(equal(`__builtin_offsetof(struct ${name}, ${field})`, offset));
      lines.push(equal(`sizeof(((struct ${name} *)0)->${field})`, width));
    }
  }
  return lines;
}

function compile(lines: readonly string[]): string {
  const headers = ['linux/kvm.h', 'fcntl.h', 'sys/mman.h', 'sys/eventfd.h', 'poll.h'].map(
    (header) => `#include <${header}>`,
  );
  const source = ['#define _GNU_SOURCE', ...headers, ...lines, ''].join('\n');
  const run = spawnSync(COMPILER, ['-fsyntax-only', '-x', 'c', '-'], { input: source, encoding: 'utf8' });
  assert.equal(run.error, undefined);
  return run.stderr;
}

void test(
  'every number of the table is the one of the arm64 kernel headers',
  needs(found, `no ${COMPILER} here`),
  () => {
    const lines = assertions();
    assert.ok(lines.length > 120, 'the table shrank: is something no longer checked?');
    assert.equal(compile(lines), '');
  },
);

void test('the compiler would notice a wrong number', needs(found, `no ${COMPILER} here`), () => {
  assert.match(compile(['_Static_assert(KVM_RUN == 1, "KVM_RUN");']), /static assertion failed: "KVM_RUN"/);
});
