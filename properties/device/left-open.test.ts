import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deviceModel,
  type DeviceAction,
  type DeviceLanguage,
  type DeviceState,
  type RemoteSubject,
} from '../../model/index.js';
import { CONFIG_OFFSET, registers, statusBits } from '../../spec/index.js';
import { check } from '../engine/check.js';
import { play } from '../engine/drive.js';
import { same } from '../same.js';
import { deviceKit } from './kit.js';
import { choosing } from './other-choices.test.support.js';

const reset: DeviceAction = { kind: 'write', offset: registers.Status.offset, width: 4, value: 0 };
type Step = Parameters<typeof choosing>[0];
const bumped = (state: DeviceState): DeviceState => ({ ...state, ConfigGeneration: state.ConfigGeneration + 1 });

/** What VIRTIO leaves open, so that no clause is broken by it: only the model has it otherwise. */
const leftOpen: Readonly<Record<string, Step>> = {
  'moves its generation at a reset': (state, action) => {
    const next = deviceModel.step(state, action);
    return isReset(action) ? { ...next, state: bumped(next.state) } : next;
  },
  'moves its generation when the driver writes a field': (state, action) => {
    const next = deviceModel.step(state, action);
    return action.kind === 'write' && action.offset >= CONFIG_OFFSET ? { ...next, state: bumped(next.state) } : next;
  },
  'moves its generation at FEATURES_OK, as openvmm does': (state, action) => {
    const next = deviceModel.step(state, action);
    const isAgreed = (next.state.Status & ~state.Status & statusBits.FEATURES_OK) !== 0;
    return isAgreed ? { ...next, state: bumped(next.state) } : next;
  },
  'keeps its generation while no driver can look': (state, action) => {
    const next = deviceModel.step(state, action);
    const isSeen = action.kind !== 'configChange' || (state.Status & statusBits.DRIVER) !== 0;
    return isSeen ? next : { ...next, state: { ...next.state, ConfigGeneration: state.ConfigGeneration } };
  },
  'sets no DEVICE_NEEDS_RESET, which it only should': (state, action) => {
    if (action.kind !== 'fatalError') return deviceModel.step(state, action);
    return { state, observation: { value: null, signals: [], notified: null, error: null } };
  },
  'is reset only when the driver next reads': (state: DeviceState & { readonly resetIsDue?: true }, action) => {
    const next = deviceModel.step(state, action);
    if (isReset(action) && state.Status !== 0) {
      const due: DeviceState & { readonly resetIsDue: true } = { ...state, resetIsDue: true };
      return { state: due, observation: { ...next.observation, signals: [] } };
    }
    if (state.resetIsDue !== true || action.kind !== 'read') return next;
    const { resetIsDue: _, ...whole } = deviceModel.step(state, reset).state as typeof state;
    return deviceModel.step(whole, action);
  },
};

/** As an adapter is: a run of it ends where it leaves the model. */
function elsewhere(step: Step): RemoteSubject<DeviceLanguage> {
  const here = choosing(step);
  return {
    name: here.name,
    supports: () => true,
    run: (config, actions) => Promise.resolve(play(here, config, actions)),
    close: () => Promise.resolve(),
  };
}

void describe('a device that', () => {
  for (const [what, step] of Object.entries(leftOpen)) {
    void it(`${what} breaks no clause, and differs from the model`, async () => {
      const { failure } = await check(deviceKit, () => elsewhere(step), { seed: 1, runs: 400 });
      assert.equal(failure?.property.id, 'agrees-with-the-model', JSON.stringify(failure?.violation));
    });
  }

  void it('leaves the reset of Status is told the clause that speaks of it', async () => {
    const { failure } = await check(
      deviceKit,
      () => elsewhere(leftOpen['is reset only when the driver next reads'] as Step),
      {
        seed: 1,
        runs: 100,
      },
    );
    assert.deepEqual(failure?.violation.about?.clauses.slice(0, 2), ['VIRTIO-N8', 'VIRTIO-N18']);
  });
});

function isReset(action: DeviceAction): boolean {
  return same(action, reset);
}
