// The import arrows: cli -> everything; properties -> model, impl; kvm-backend -> model, impl; all -> spec's data.
// Nothing points back, and model and impl do not know each other.
const only = (from, allowed, packages) => ({
  name: `${from}-imports`,
  comment: `${from}/ may import ${[...allowed, ...packages].join(', ')} and nothing else`,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: '\\.test\\.ts$' },
  to: {
    pathNot: [
      `^(${[from, ...allowed].join('|')})/`,
      ...packages.map((name) => (name === 'node' ? '^(node:)?[a-z_/]+$' : `node_modules/${name}/`)),
    ],
  },
});
module.exports = {
  forbidden: [
    only('spec', [], ['node']),
    only('model', ['spec'], ['ts-pattern']),
    only('impl', ['spec'], ['node', 'io-ts', 'fp-ts']),
    only('properties', ['spec', 'model', 'impl'], ['node', 'fast-check', 'ts-pattern', 'io-ts', 'fp-ts', 'koffi']),
    only('kvm-backend', ['spec', 'model', 'impl', 'properties'], ['node', 'koffi', 'io-ts', 'fp-ts', 'ts-pattern']),
    { name: 'nothing-imports-cli', severity: 'error', from: { pathNot: '^(cli|tools)/' }, to: { path: '^cli/' } },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^dist/' },
  },
};
