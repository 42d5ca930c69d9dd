import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { checkContractOn, confirmDocumented, isAsDocumented } from './diff/confirm.js';
import { diff } from './diff/diff.js';
import { rungs } from './diff/rung.js';
import type { DeliveryRequest, DeliveryRound } from './guest/deliver.js';
import type { GicExercise } from './guest/exercise.js';
import { openKvmHost, type KvmHost } from './host/open.js';
import { needs } from './testing/requirement.js';

const native = process.arch === 'arm64' && process.platform === 'linux';
const reason =
  'no arm64 host; IRQLINE_EMULATED_HOST=1 boots an emulated one (about 20 s, the first time with downloads)';

describe('KVM’s own vGICv3', needs(native || process.env['IRQLINE_EMULATED_HOST'] === '1', reason), () => {
  let host: KvmHost;
  before(async () => {
    host = await openKvmHost({ host: 'auto', kernel: { suite: 'trixie' }, onProgress: () => undefined });
  });
  after(() => host.client.close());

  void test('is a Gic: pulses both ways, levels, typed refusals, the whole state saved and restored', async () => {
    const exercise = (await host.client.request('exerciseGic', {})) as GicExercise;
    assert.deepEqual(exercise, {
      pulsed: [0b010, 0b100],
      levels: [true, false],
      refusals: {
        'an SPI that KVM never has': 'GIC_SPI_NOT_IMPLEMENTED',
        'an SPI beyond this vGIC': 'GIC_SPI_NOT_IMPLEMENTED',
        'a level of an SPI beyond this vGIC': 'GIC_SPI_NOT_IMPLEMENTED',
        'an irqfd pulse of a level-triggered SPI': 'KVM_IRQFD_LEVEL',
        'a state of another size': 'SAVED_STATE_FOREIGN',
        'half a state': 'SAVED_STATE_MALFORMED',
      },
      restoredAlike: true,
    });
  });

  for (const [delivery, injection] of [
    ['edge', 'irqLine'],
    ['edge', 'irqfd'],
    ['level', 'irqLine'],
  ] as const) {
    void test(`carries our line and transport unchanged to a guest (${delivery}, ${injection})`, async () => {
      const rounds: DeliveryRequest['rounds'] = [
        ['queue'],
        [],
        ['config'],
        ['queue', 'config'],
        ['queue', 'queue', 'queue'],
      ];
      const request: DeliveryRequest = { delivery, injection, rounds };
      const results = (await host.client.request('deliver', request)) as readonly DeliveryRound[];
      const once = (bits: number) => [
        { kind: 'taken', intId: 48 },
        { kind: 'serviced', bits },
      ];
      assert.deepEqual(
        results.map(({ events }) => events),
        [once(1), [], once(2), once(3), once(1)],
      );
      assert.ok(results.every(({ status }) => status === 0));
    });
  }

  void test('answers every call that it refuses as it is documented to', async () => {
    const outcomes = await checkContractOn(host.client);
    assert.ok(outcomes.length > 60);
    assert.deepEqual(
      outcomes.filter(({ expected, actual }) => expected !== actual),
      [],
    );
  });

  void test('shows every documented quirk and divergence', async () => {
    const outcomes = await confirmDocumented(host);
    assert.deepEqual(
      outcomes.filter((outcome) => !isAsDocumented(outcome)),
      [],
    );
    assert.ok(outcomes.filter(({ kind }) => kind === 'shows').length > 20);
  });

  for (const rung of rungs) {
    void test(`does what the model says, action by action (rung ${rung.number})`, async () => {
      // A run of rung 1 is short and quick, one of rung 2 neither.
      const runs = rung.number === 1 ? 25 : 5;
      const { verdict, failure, actions } = await diff(host.client, rung, { seed: 1, runs });
      assert.equal(failure, undefined);
      assert.equal(verdict, 'pass');
      assert.ok(actions > 100);
    });
  }
});
