import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  architectureGic,
  kvmGic,
  type DeviceAction,
  type DeviceConfig,
  type GicAction,
  type GicConfig,
} from '../../model/index.js';
import { IrqlineError, type ErrorCode } from '../../spec/index.js';
import { layers } from '../layers.js';
import { ownSubject } from '../subjects.js';
import { apply, damage } from './damage.test.support.js';
import { replay } from './replay.js';
import { decodeTrace, encodeTrace, kitOf, type Trace } from './trace.js';
import { tracesOf } from './traces.test.support.js';

const gic: GicConfig = { peCount: 1, spiCount: 32, behaviour: architectureGic };
const device: DeviceConfig = {
  deviceId: 1,
  vendorId: 0,
  features: [0, 1],
  queueSizeMax: [4],
  config: [0, 0],
  configWritable: false,
  choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' },
};
const spi = { pe: 0, intId: 40 } as const;
const ofGic = (...actions: readonly GicAction[]): Trace => traceOf('gic', gic, actions);

/** What a trace is refused for, and where. */
const refused: readonly (readonly [string, Trace, ErrorCode, RegExp])[] = [
  [
    'a PE that is not there',
    ofGic({ kind: 'acknowledge', pe: 2 }),
    'TRACE_DOES_NOT_FIT',
    /^steps\.0.*PE 2 of .* has 1/,
  ],
  [
    'a PPI of a PE that is not there',
    ofGic({ kind: 'writePending', pe: 3, intId: 20, pending: true }),
    'TRACE_DOES_NOT_FIT',
    /PE 3/,
  ],
  [
    'the wire of an SPI that is not there',
    ofGic({ kind: 'pulse', ...spi }, { kind: 'drive', pe: 0, intId: 64, level: true }),
    'TRACE_DOES_NOT_FIT',
    /^steps\.1.*INTID 64 of .* 32 SPIs/,
  ],
  [
    'a field of an SGI',
    ofGic({ kind: 'writeEnabled', pe: 0, intId: 3, enabled: true }),
    'TRACE_DOES_NOT_FIT',
    /INTID 3/,
  ],
  ['the route of a PPI', ofGic({ kind: 'writeRoute', intId: 20, route: 0 }), 'TRACE_DOES_NOT_FIT', /INTID 20/],
  [
    'a value that is wider than its access',
    ofGic({ kind: 'mmioWrite', frame: 'distributor', pe: 0, offset: 0x420, width: 1, value: 256 }),
    'TRACE_DOES_NOT_FIT',
    /256 does not fit 1 byte/,
  ],
  [
    'what is UNPREDICTABLE after the steps before it',
    ofGic({ kind: 'writeEnabled', ...spi, enabled: true }, { kind: 'writeTrigger', ...spi, trigger: 'edge' }),
    'TRACE_DOES_NOT_FIT',
    /^steps\.1.*trigger of an interrupt that is enabled/,
  ],
  [
    'a GIC that makes other choices',
    traceOf('gic', { ...gic, behaviour: { ...architectureGic, edgeDetector: kvmGic.edgeDetector } }, []),
    'TRACE_NOT_SUPPORTED',
    /^soft-gic: edgeDetector is "transition", and not "assert"/,
  ],
  [
    'a queue that is not there',
    traceOf('device', device, [{ kind: 'usedBuffers', queue: 1 }]),
    'TRACE_DOES_NOT_FIT',
    /queue 1 of .* has 1/,
  ],
  [
    'configuration that is not there',
    traceOf('device', device, [{ kind: 'configChange', offset: 1, bytes: [1, 2] }]),
    'TRACE_DOES_NOT_FIT',
    /2 bytes at 1 of .* 2/,
  ],
  [
    'a device that makes other choices',
    traceOf('device', { ...device, choices: { ...device.choices, ackWidth: 8 } }, []),
    'TRACE_NOT_SUPPORTED',
    /ackWidth is 32, and not 8/,
  ],
  [
    'a device of the legacy interface',
    traceOf('device', { ...device, features: [1, 0] }, []),
    'TRACE_NOT_SUPPORTED',
    /VIRTIO_F_VERSION_1/,
  ],
];

void describe('replay refuses, and runs nothing of, a trace with', () => {
  for (const [what, trace, code, words] of refused) {
    void it(what, async () => {
      await assert.rejects(
        replay(trace, Object.assign(ownSubject(kitOf(trace))(), { apply: () => assert.fail('it runs') })),
        (error) => error instanceof IrqlineError && error.code === code && words.test(error.message),
      );
    });
  }

  void it('nothing of an SPI’s PE, which means nothing', async () => {
    const trace = ofGic({ kind: 'pulse', pe: 3, intId: 40 }, { kind: 'writePriority', pe: 2, intId: 40, priority: 8 });
    assert.equal((await replay(trace, ownSubject(kitOf(trace))())).broken, undefined);
  });
});

for (const kit of layers) {
  void describe(`a trace of the ${kit.model.layer} layer that decodes`, () => {
    const supports = (action: Trace['steps'][number]['action']): boolean => ownSubject(kit)().supports(action);
    const traces = fc.sample(tracesOf(kit), { seed: 3, numRuns: 40 }).map((trace) => ({
      ...trace,
      steps: trace.steps.map(({ action }) => ({ action })).filter(({ action }) => supports(action)),
    }));

    void it('is refused by name, or our own implementation passes it, whatever was changed in it', async () => {
      const met: Partial<Record<ErrorCode | 'passes', number>> = {};
      const damages = fc.array(damage, { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(fc.nat(traces.length - 1), fc.nat(), damages, async (which, last, harms) => {
          const steps = traces[which]?.steps ?? [];
          const end = (last % steps.length) + 1;
          const json: unknown = JSON.parse(
            JSON.stringify({ ...JSON.parse(encodeTrace(traces[which] ?? ofGic())), steps: steps.slice(end - 20, end) }),
          );
          for (const harm of harms) apply(harm, json);
          const outcome = await outcomeOf(JSON.stringify(json), ownSubject(kit)());
          met[outcome] = (met[outcome] ?? 0) + 1;
        }),
        { seed: 4, numRuns: 4000 },
      );
      assert.ok((met.passes ?? 0) > 400, JSON.stringify(met));
      const isFree = kit.model.layer === 'system';
      assert.ok(isFree || (met.TRACE_DOES_NOT_FIT ?? 0) > 5, JSON.stringify(met));
    });
  });
}

async function outcomeOf(text: string, subject: Parameters<typeof replay>[1]): Promise<ErrorCode | 'passes'> {
  try {
    const { broken, run } = await replay(decodeTrace(text), subject);
    assert.equal(broken, undefined, `${broken?.property.id}: ${JSON.stringify(broken?.violation)}`);
    assert.equal(run.crash, undefined);
    return 'passes';
  } catch (error) {
    if (error instanceof IrqlineError) return error.code;
    throw error;
  }
}

function traceOf(layer: Trace['layer'], config: unknown, actions: readonly (DeviceAction | GicAction)[]): Trace {
  return { layer, subject: 'test', config, steps: actions.map((action) => ({ action })) };
}
