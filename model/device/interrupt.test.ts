import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeviceAction } from './language.js';
import {
  after,
  configChange,
  configured,
  driverOk,
  fatalError,
  halfPulse,
  negotiation,
  ready,
  refusal,
  saveAndRestore,
  shows,
  usedBuffers,
  valueOf,
  write,
} from './scene.test.support.js';
import { stepDevice } from './step.js';

const ack = (mask: number): DeviceAction => write('InterruptACK', mask);
const reset = write('Status', 0);

void describe('an event (4.2.2.1, N1)', () => {
  void it('sets its bit beside the others, until that bit is acknowledged', () => {
    const both = ready(configured(), usedBuffers, configChange);
    assert.equal(both.InterruptStatus, 3);
    assert.equal(stepDevice(both, ack(1)).state.InterruptStatus, 2);
    assert.equal(stepDevice(both, ack(2)).state.InterruptStatus, 1);
  });

  void it('sets no bit and signals nothing before DRIVER_OK (2.1.2, N6) and after a reset (2.4.1, N8)', () => {
    for (const state of [after(configured(), ...negotiation()), ready(configured(), reset)]) {
      for (const event of [usedBuffers, configChange, fatalError]) {
        const { state: next, observation } = stepDevice(state, event);
        assert.deepEqual([next.InterruptStatus, observation.signals], [0, []]);
      }
    }
  });

  void it('of the configuration sets both bits where the implementation chose so, as QEMU does', () => {
    assert.equal(ready(configured({ configEventSets: 3 }), configChange).InterruptStatus, 3);
  });
});

void describe('the signal of an event (4.2.3.4, N5), by design', () => {
  const second = { 'with its bit set': usedBuffers, 'with the other bit set': configChange };
  const designs = {
    always: { first: ['pulse'], 'with its bit set': ['pulse'], 'with the other bit set': ['pulse'], line: 0 },
    onRise: { first: ['pulse'], 'with its bit set': [], 'with the other bit set': [], line: 0 },
    onNewBit: { first: ['pulse'], 'with its bit set': [], 'with the other bit set': ['pulse'], line: 0 },
    assertOnly: { first: ['assert'], 'with its bit set': ['assert'], 'with the other bit set': ['assert'], line: 1 },
    level: { first: ['assert'], 'with its bit set': ['assert'], 'with the other bit set': ['assert'], line: 1 },
  } as const;

  for (const [signal, expected] of Object.entries(designs)) {
    void it(signal, () => {
      const config = configured({ signal: signal as keyof typeof designs });
      const { state, observation } = stepDevice(ready(config), usedBuffers);
      assert.deepEqual([observation.signals, state.line], [expected.first, expected.line]);
      for (const [when, event] of Object.entries(second)) {
        assert.deepEqual(shows(state, event).signals, expected[when as keyof typeof second], when);
      }
    });
  }

  void it('level: the line stays high while a bit is left, and falls with the last one', () => {
    const both = ready(configured({ signal: 'level' }), usedBuffers, configChange);
    const one = stepDevice(both, ack(1)).state;
    assert.equal(one.line, 1);
    assert.equal(stepDevice(one, ack(2)).state.line, 0);
  });
});

void describe('InterruptACK (4.2.2, N15)', () => {
  void it('clears what is one in it and nothing for zero or undefined bits', () => {
    const both = ready(configured(), usedBuffers, configChange);
    for (const mask of [0, 4, 0x8000_0000, 0xffff_fffc]) {
      assert.equal(stepDevice(both, ack(mask)).state.InterruptStatus, 3, `mask ${mask}`);
    }
    assert.equal(stepDevice(both, ack(0xffff_ffff)).state.InterruptStatus, 0);
  });

  void it('counts only its low byte where the implementation chose so, as vm-virtio does', () => {
    // No event sets a bit so high, so the state is made by hand: as if someone had scribbled on it.
    for (const [ackWidth, left] of [
      [8, 0x100],
      [32, 0],
    ] as const) {
      const state = { ...ready(configured({ ackWidth })), InterruptStatus: 0x103 };
      assert.equal(stepDevice(state, ack(0x1ff)).state.InterruptStatus, left, `${ackWidth} bits`);
    }
  });

  void it('counts only from DRIVER_OK where the implementation chose so, as Firecracker does', () => {
    const gated = configured({ ackGate: 'DRIVER_OK' });
    assert.equal(ready(gated, usedBuffers, ack(1)).InterruptStatus, 0);
    // No run sets a bit before DRIVER_OK, so the state is made by hand.
    const early = { ...after(gated), InterruptStatus: 1 };
    assert.equal(stepDevice(early, ack(1)).state.InterruptStatus, 1);
  });
});

void describe('a reset (4.2.2.1, N2; 2.4.1, N8)', () => {
  void it('clears Status, InterruptStatus and every QueueReady, and keeps ConfigGeneration', () => {
    const state = ready(configured(), write('QueueReady', 1), usedBuffers, configChange, reset);
    const { Status, InterruptStatus, ConfigGeneration, queues } = state;
    assert.deepEqual([Status, InterruptStatus, ConfigGeneration], [0, 0, 1]);
    assert.deepEqual(
      queues.map(({ QueueReady }) => QueueReady),
      [false, false],
    );
  });

  void it('lowers the line, of a level design or one that a pulse left high, and pulses nothing', () => {
    assert.deepEqual(shows(ready(configured({ signal: 'level' }), usedBuffers), reset).signals, ['deassert']);
    const stuck = ready(configured(), halfPulse, usedBuffers);
    assert.deepEqual(shows(stuck, reset).signals, ['deassert']);
    assert.deepEqual(shows(ready(configured(), usedBuffers), reset).signals, []);
  });
});

void describe('a GIC that fails', () => {
  void it('and refuses changes nothing but the bit, and the next event signals', () => {
    const { state, observation } = stepDevice(ready(configured(), refusal), usedBuffers);
    assert.deepEqual([observation.error, observation.signals], ['GIC_REFUSED', []]);
    assert.deepEqual([state.InterruptStatus, state.line], [1, 0]);
    assert.deepEqual(shows(state, usedBuffers).signals, ['pulse']);
  });

  void it('half way through a pulse leaves the line high, which comes down before the next one', () => {
    const { state, observation } = stepDevice(ready(configured(), halfPulse), usedBuffers);
    assert.deepEqual([observation.error, observation.signals], ['GIC_LINE_LEFT_HIGH', ['assert']]);
    assert.equal(state.line, 1);
    assert.deepEqual(shows(state, usedBuffers).signals, ['deassert', 'pulse']);
  });

  void it('and refuses to lower that line sends no pulse that nobody would see', () => {
    const state = ready(configured(), halfPulse, usedBuffers, refusal);
    const { state: next, observation } = stepDevice(state, usedBuffers);
    assert.deepEqual([observation.error, observation.signals, next.line], ['GIC_REFUSED', [], 1]);
  });
});

void describe('save and restore', () => {
  void it('signals again what is pending; one interrupt too many does no harm (N17)', () => {
    assert.deepEqual(shows(ready(configured(), usedBuffers), saveAndRestore).signals, ['pulse']);
    assert.deepEqual(shows(ready(configured({ signal: 'level' }), usedBuffers), saveAndRestore).signals, ['assert']);
    assert.deepEqual(shows(ready(configured()), saveAndRestore).signals, []);
  });

  void it('is refused as a whole by a device that cannot start, and changes no register', () => {
    const state = ready(configured(), usedBuffers, { kind: 'activationFails' });
    const { state: next, observation } = stepDevice(state, saveAndRestore);
    assert.deepEqual([observation.error, observation.signals], ['ACTIVATION_FAILED', []]);
    assert.deepEqual(next, { ...state, activationFails: false });
  });

  void it('of a damaged state is an error of its own kind and changes nothing', () => {
    const state = ready(configured(), usedBuffers);
    const errors = {
      truncated: 'SAVED_STATE_MALFORMED',
      foreign: 'SAVED_STATE_FOREIGN',
      future: 'SAVED_STATE_FROM_THE_FUTURE',
    } as const;
    for (const damage of ['truncated', 'foreign', 'future'] as const) {
      const { state: next, observation } = stepDevice(state, { kind: 'restoreDamaged', damage });
      assert.deepEqual([observation.error, next], [errors[damage], state]);
    }
  });
});

void describe('a fatal error (2.1.2, N7)', () => {
  void it('sets DEVICE_NEEDS_RESET and, after DRIVER_OK, notifies of a configuration change', () => {
    const { state, observation } = stepDevice(ready(configured()), fatalError);
    assert.deepEqual([state.Status, state.InterruptStatus, observation.signals], [0x4f, 2, ['pulse']]);
  });

  void it('is what a device that cannot start meets at DRIVER_OK', () => {
    const state = after(configured(), ...negotiation(), { kind: 'activationFails' }, driverOk);
    assert.deepEqual([valueOf(state, 'Status'), state.InterruptStatus, state.activated], [0x4f, 2, false]);
  });
});
