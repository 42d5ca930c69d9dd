import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { DeviceConfig } from '../../model/index.js';
import { adapterRules, decodeHello } from './hello.js';
import { isComparedOnly, kitFor, lackedBy } from './kit.js';

const hello = {
  protocol: 1,
  name: 'mine',
  layer: 'device',
  actions: ['read', 'write', 'usedBuffers', 'configChange'],
  config: { deviceId: 2, config: [1, 2, 3], choices: { signal: 'always', ackWidth: 8 } },
  hides: ['line', 'notified'],
};

void describe('the hello of an adapter', () => {
  void it('says what it can do and what it cannot be otherwise, and every run is made so', () => {
    const decoded = decodeHello(hello);
    assert.deepEqual([decoded.name, decoded.kit.model.layer, decoded.hides], ['mine', 'device', ['line', 'notified']]);
    assert.ok(lackedBy(decoded).includes('fatalError') && !lackedBy(decoded).includes('read'));
    const configs = fc.sample(kitFor(decoded).config, { seed: 1, numRuns: 50 }) as DeviceConfig[];
    for (const { deviceId, config, choices } of configs) {
      assert.deepEqual(
        [deviceId, config, choices.signal, choices.ackWidth, choices.ackGate],
        [2, [1, 2, 3], 'always', 8, 'none'],
      );
    }
    assert.ok(new Set(configs.map(({ configWritable }) => configWritable)).size === 2, 'the rest is generated');
  });

  void it('needs neither a configuration nor anything hidden', () => {
    const { config: _, hides: __, ...least } = { ...hello, actions: ['read', 'write', 'usedBuffers'] };
    assert.deepEqual([decodeHello(least).hides, decodeHello(least).driver], [[], 'any']);
  });

  void it('says whether its GIC is another than the architecture’s own', () => {
    const gic = { protocol: 1, name: 'mine', layer: 'gic', actions: adapterRules.gic.requires };
    const compared = (config: unknown): boolean => isComparedOnly(decodeHello({ ...gic, config }));
    assert.deepEqual(
      [compared(undefined), compared({ peCount: 1 }), compared({ behaviour: { priorityBits: 5 } })],
      [false, false, false],
    );
    assert.equal(compared({ behaviour: { unspecified: ['route-to-any'] } }), false, 'its runs are judged as any other');
    assert.equal(compared({ behaviour: { priorityBits: 4 } }), true);
    assert.equal(isComparedOnly(decodeHello(hello)), false);
  });

  for (const layer of ['device', 'gic'] as const) {
    void it(`asks of a ${layer} no case that its runs may not have, but that something is compared`, () => {
      const { requires } = adapterRules[layer];
      const { properties } = kitFor(decodeHello({ protocol: 1, name: 'mine', layer, actions: requires }));
      const asked = properties.flatMap(({ id, witnesses }) =>
        witnesses.filter(({ atLeastPerThousandRuns }) => atLeastPerThousandRuns > 0).map(({ name }) => [id, name]),
      );
      assert.deepEqual(asked, [['agrees-with-the-model', 'actions compared']]);
    });
  }

  const wrong: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['another protocol', { protocol: 2, layer: 'new' }, /speaks protocol 2, and this is 1/],
    ['no protocol', { protocol: undefined }, /^protocol is missing: /],
    ['no name', { name: undefined }, /^name is missing: /],
    ['a name that is a path', { name: '../mine' }, /^name: "..\/mine" is not/],
    ['a layer that cannot be brought', { layer: 'system' }, /^layer: .*one of device, gic/],
    ['an action that there is none of', { actions: [...hello.actions, 'resetDevice'] }, /"resetDevice", only read, /],
    ['too few actions', { actions: ['read', 'write'] }, /"usedBuffers" is missing/],
    [
      'hiding what it must show',
      { hides: ['InterruptStatus'] },
      /^hides: there is no "InterruptStatus" to hide, only signals, /,
    ],
    [
      'a GIC that hides what it must show',
      { layer: 'gic', actions: adapterRules.gic.requires, config: {}, hides: ['pending'] },
      /^hides: there is no "pending" to hide, only ICC_PMR_EL1, .*, signalled/,
    ],
    [
      'a configuration that there is none of',
      { config: { choices: { ackwidth: 8 } } },
      /there is no choices\.ackwidth/,
    ],
    ['a value out of range', { config: { choices: { ackWidth: 16 } } }, /^config\.choices\.ackWidth: .*one of 8, 32/],
    ['a number for a list', { config: { config: 4 } }, /^config\.config: /],
  ];
  for (const [what, change, words] of wrong) {
    void it(`is refused for ${what}`, () => {
      assert.throws(
        () => decodeHello({ ...hello, ...change }),
        (error: Error & { code: string }) => error.code === 'ADAPTER_FOREIGN' && words.test(error.message),
      );
    });
  }
});
