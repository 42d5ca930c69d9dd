import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { predict } from '../subject.js';
import type { Gate, SystemAction, SystemView } from './language.js';
import { systemModel } from './model.js';

const events: Record<string, SystemAction> = {
  vring: { kind: 'usedBuffers' },
  config: { kind: 'configChange', byte: 7 },
  ready: { kind: 'initialise' },
  reset: { kind: 'resetDevice' },
  driver: { kind: 'driver' },
};

/** What is shown after a run, told in words. */
function after(delivery: 'edge' | 'level', words: string): SystemView {
  const actions = words.split(' ').map((word): SystemAction => {
    const event = events[word];
    if (event !== undefined) return event;
    const [kind, what] = word.split(':');
    if (kind === 'save') return { kind: 'saveAndRestore', what: what === 'gic' ? 'gic' : 'device' };
    return { kind: kind === 'open' ? 'open' : 'close', gate: what as Gate };
  });
  const last = predict(systemModel, { delivery }, actions).at(-1);
  assert(last !== undefined);
  return last.view;
}

const whole = 'driver driver driver driver driver';

for (const delivery of ['edge', 'level'] as const) {
  void describe(`device, GIC and driver together, ${delivery}`, () => {
    void it('takes an event from the device to the driver, and is quiet again', () => {
      assert.deepEqual(after(delivery, `ready vring ${whole}`), {
        InterruptStatus: 0,
        pending: false,
        active: false,
        signalled: false,
        driver: 'idle',
        work: 0,
        closed: [],
      });
    });

    void it('keeps an event that comes during service', () => {
      const view = after(delivery, 'ready vring driver driver driver config driver driver');
      assert.deepEqual([view.work, view.signalled, view.InterruptStatus], [2, true, 2]);
      assert.equal(after(delivery, `ready vring driver driver driver config driver driver ${whole}`).work, 0);
    });

    for (const gate of ['ISENABLER', 'ICC_PMR_EL1', 'ICC_IGRPEN1_EL1', 'GICD_CTLR'] as const) {
      void it(`holds an event back while ${gate} is closed, and delivers it when it opens`, () => {
        const closed = after(delivery, `ready close:${gate} close:${gate} vring driver`);
        assert.deepEqual([closed.driver, closed.pending, closed.closed], ['idle', true, [gate]]);
        assert.equal(after(delivery, `ready close:${gate} vring open:${gate} ${whole}`).work, 0);
      });
    }

    void it('survives a save and restore of either', () => {
      assert.equal(after(delivery, `ready vring save:gic ${whole}`).work, 0);
      assert.equal(after(delivery, `ready vring driver save:device driver driver driver driver ${whole}`).work, 0);
    });

    void it('has no work for a driver that is not there', () => {
      assert.equal(after(delivery, 'vring').work, 0);
      assert.equal(after(delivery, 'ready vring reset').work, 0);
    });
  });
}

void it('an edge whose event was seen already makes an interrupt with nothing to do', () => {
  const view = after('edge', 'ready vring driver vring driver driver driver driver driver driver');
  assert.deepEqual([view.driver, view.InterruptStatus, view.work], ['end', 0, 0]);
});
