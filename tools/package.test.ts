import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What `npm pack` would put into the package. */
function packed(): readonly string[] {
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' });
  const [{ files } = { files: [] }] = JSON.parse(out) as { files: { path: string }[] }[];
  return files.map(({ path }) => path);
}

// `import.meta.resolve` goes by the exports, as it does for a consumer.
void test('a consumer resolves the schemas and the C header', () => {
  for (const [name, begin] of Object.entries({
    'trace.schema.json': /"\$schema"/,
    'vectors.schema.json': /"\$schema"/,
    'irqline_device.h': /IRQLINE_DEVICE_H/,
  }))
    assert.match(readFileSync(fileURLToPath(import.meta.resolve(`irqline/${name}`)), 'utf8'), begin, name);
});

void test('an install of the package runs nothing of ours, which has no compiler there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const atInstall = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
  assert.deepEqual(
    atInstall.filter((name) => Object.hasOwn(scripts, name)),
    [],
  );
});

void test('the package has what its pages link to, and nothing that only a build or a debugger of ours needs', () => {
  const files = packed();
  assert.ok(files.includes('dist/cli/main.js'));
  assert.deepEqual(
    files.filter((file) => /\.map$|\.tsbuildinfo$|\.test\.|^dist\/(bench|tools)\//.test(file)),
    [],
  );
  const pages = files.filter((file) => file.endsWith('.md'));
  const links = pages.flatMap((page) =>
    Array.from(
      readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g),
      ([, link = '']) => ({
        page,
        to: normalize(join(dirname(page), link)),
      }),
    ),
  );
  assert.ok(links.length > 30);
  assert.deepEqual(
    links.filter(({ to }) => !files.some((file) => file === to || file.startsWith(`${to}/`))),
    [],
  );
});
