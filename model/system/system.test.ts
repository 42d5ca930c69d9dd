import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemModel } from './step.js';
import type { EventBit, Snapshot, SystemAction, SystemConfig, SystemObservation, SystemView } from './language.js';

const edge: SystemConfig = { delivery: 'edge', trigger: 'edge' };
const level: SystemConfig = { delivery: 'level', trigger: 'level' };

const bringUp: SystemAction = { kind: 'bringUp' };
const driver: SystemAction = { kind: 'driver' };
const quiesce: SystemAction = { kind: 'quiesce' };
const event = (bit: EventBit): SystemAction => ({ kind: 'event', bit });
const publish = (thread: number, bit: EventBit): SystemAction => ({ kind: 'publish', thread, bit });
const advance = (thread: number): SystemAction => ({ kind: 'advance', thread });
const times = (count: number, action: SystemAction): SystemAction[] => Array.from({ length: count }, () => action);

interface Shown extends SystemObservation {
  readonly view: SystemView;
}

/** What the last action showed, and what can be seen then. */
function after(config: SystemConfig, ...actions: readonly SystemAction[]): Shown {
  let state = systemModel.init(config);
  let observation: SystemObservation = { signals: [], moves: [], settled: true };
  for (const action of actions) ({ state, observation } = systemModel.step(state, action));
  return { ...observation, view: systemModel.view(state) };
}

const movesOf = ({ moves }: SystemObservation): string => moves.map(({ kind, value }) => `${kind} ${value}`).join(', ');

void describe('a device, a GIC and a driver', () => {
  for (const config of [edge, level]) {
    void it(`${config.delivery}: an event goes all the way`, () => {
      const shown = after(config, bringUp, event(1), quiesce);
      assert.equal(movesOf(shown), 'take 48, read 1, ack 1, service 1, end 48');
      assert.equal(shown.view.unserviced, 0);
    });

    void it(`${config.delivery}: an event during the handler makes another interrupt`, () => {
      const shown = after(config, bringUp, event(1), driver, driver, event(2), quiesce);
      assert.equal(movesOf(shown), 'ack 1, service 1, end 48, take 48, read 2, ack 2, service 2, end 48');
    });

    void it(`${config.delivery}: what comes while disabled or masked is delivered afterwards`, () => {
      for (const closed of [{ kind: 'enable', enabled: false } as const, { kind: 'mask', open: false } as const]) {
        const held = after(config, bringUp, closed, event(1), driver);
        assert.deepEqual([movesOf(held), held.view.pending, held.view.signalled], ['take 1023', true, false]);
        assert.equal(after(config, bringUp, closed, event(1), quiesce).view.unserviced, 0);
      }
    });
  }

  void it('has no events for a driver that is not there', () => {
    const { signals, view } = after(edge, event(1));
    assert.deepEqual([signals, view.unserviced, view.InterruptStatus], [[], 0, 0]);
  });

  void it('edge: a pulse whose bit is served already makes a spurious interrupt', () => {
    const shown = after(edge, bringUp, event(1), driver, event(1), quiesce);
    assert.equal(movesOf(shown), 'read 1, ack 1, service 1, end 48, take 48, read 0, end 48');
  });

  void it('forgets at a reset what happened before it', () => {
    const { view } = after(level, bringUp, event(2), { kind: 'resetDevice' });
    assert.deepEqual([view.Status, view.unserviced, view.InterruptStatus, view.pending], [0, 0, 0, false]);
  });

  void it('hears what a device signals while it is started', () => {
    const { signals, view } = after(edge, { kind: 'eventAtStart' }, bringUp);
    assert.deepEqual([signals, view.InterruptStatus, view.pending], [['pulse'], 1, true]);
  });
});

void describe('threads', () => {
  void it('edge: set the bit in one step and pulse in the next', () => {
    const updated = after(edge, bringUp, publish(0, 2), advance(0));
    assert.deepEqual([updated.signals, updated.view.InterruptStatus, updated.view.pending], [[], 2, false]);
    assert.deepEqual(after(edge, bringUp, publish(0, 2), advance(0), advance(0)).signals, ['pulse']);
  });

  void it('level: set the bit and raise the line in one', () => {
    const { signals, view } = after(level, bringUp, publish(1, 1), advance(1));
    assert.deepEqual([signals, view.InterruptStatus, view.pending], [['assert'], 1, true]);
    assert.deepEqual(after(level, bringUp, publish(1, 1), advance(1), advance(1)).signals, []);
  });

  void it('are silent when a reset came before their step', () => {
    assert.deepEqual(after(edge, bringUp, publish(0, 1), { kind: 'resetDevice' }, advance(0)).signals, []);
    assert.deepEqual(after(edge, bringUp, publish(0, 1), advance(0), { kind: 'resetDevice' }, advance(0)).signals, []);
  });

  void it('end what they are at before another event, and there are two of them', () => {
    assert.deepEqual(after(edge, bringUp, publish(0, 1), publish(0, 2)).signals, ['pulse']);
    assert.deepEqual(after(edge, bringUp, advance(7)).signals, []);
  });
});

void describe('a snapshot', () => {
  const orders = (['device', 'gic'] as const).flatMap((savedFirst) =>
    (['device', 'gic'] as const).map((restoredFirst): Snapshot => ({ savedFirst, restoredFirst, completes: 1 })),
  );
  for (const config of [edge, level]) {
    for (const order of orders) {
      const name = `${config.delivery}: ${order.savedFirst} saved and ${order.restoredFirst} restored first`;
      void it(`${name}: loses nothing, at any point of the handler`, () => {
        for (let steps = 0; steps <= 5; steps += 1) {
          const actions: SystemAction[] = [bringUp, event(2), ...times(steps, driver), { kind: 'snapshot', ...order }];
          const { view } = after(config, ...actions);
          assert.ok(view.pending && (view.InterruptStatus & 1) === 1, `after ${steps} steps`);
          assert.equal(after(config, ...actions, quiesce).view.unserviced, 0);
        }
      });
    }
  }

  void it('starts the restored device, and hears it', () => {
    const still = { kind: 'snapshot', savedFirst: 'gic', restoredFirst: 'gic', completes: 0 } as const;
    assert.equal(after(edge, bringUp, { kind: 'eventAtStart' }, still).view.InterruptStatus, 1);
    assert.equal(after(edge, { kind: 'eventAtStart' }, still).view.InterruptStatus, 0);
  });
});

void describe('a line that is configured otherwise', () => {
  void it('loses a pulse at once when it is level', () => {
    const { moves, view } = after({ delivery: 'edge', trigger: 'level' }, bringUp, event(1), quiesce);
    assert.deepEqual([moves, view.unserviced], [[], 1]);
  });

  void it('loses the event that keeps the line high when it is edge, and every one after it', () => {
    const lost = [bringUp, event(1), driver, driver, event(2), quiesce, event(1), quiesce];
    const { moves, view } = after({ delivery: 'level', trigger: 'edge' }, ...lost);
    assert.deepEqual([moves, view.InterruptStatus, view.unserviced], [[], 3, 3]);
  });
});
