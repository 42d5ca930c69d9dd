import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

// Without the types of the package itself, `import.meta.resolve` goes by the exports that a consumer sees.
void test('a consumer resolves the schemas and the C header', () => {
  for (const [name, begin] of Object.entries({
    'trace.schema.json': /"\$schema"/,
    'vectors.schema.json': /"\$schema"/,
    'irqline_device.h': /IRQLINE_DEVICE_H/,
  }))
    assert.match(readFileSync(fileURLToPath(import.meta.resolve(`irqline/${name}`)), 'utf8'), begin, name);
});
