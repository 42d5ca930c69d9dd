import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GicLanguage, Subject } from '../../model/index.js';
import { softGic } from '../../properties/gic/soft-gic-subject.js';
import { compile, simulate } from '../../spec/quint/index.js';
import { sceneInstance } from './gic-instances.js';
import { gicMachine } from './gic-instance.js';
import { driveGic } from './gic-itf.js';

const machine = gicMachine(compile('gic.qnt'), sceneInstance);
// Userspace's own writes are not the business of a software GIC.
const traces = simulate('gic-scenes.qnt', { main: 'onGuest', runs: 30, steps: 40, seed: 11 });

/** The subject, with one of its views changed. */
const lying = (subject: Subject<GicLanguage>): Subject<GicLanguage> => ({
  name: 'lying',
  supports: (action) => subject.supports(action),
  reset: (config) => subject.reset(config),
  apply: (action) => subject.apply(action),
  observe: () => ({ ...subject.observe(), interrupts: [] }),
  close: () => subject.close(),
});

describe("runs of Quint's simulator drive the implementation", () => {
  it('the software GIC shows what the specification says, after every step', () => {
    const subject = softGic();
    let steps = 0;
    for (const trace of traces) {
      const run = driveGic(subject, machine, sceneInstance, trace);
      assert.equal(run.failure, undefined);
      steps += run.steps;
    }
    subject.close();
    assert.equal(steps, 30 * 40);
  });

  it('and one that shows something else is found out', () => {
    const subject = lying(softGic());
    assert.match(driveGic(subject, machine, sceneInstance, traces[0] ?? '').failure ?? '', /ISENABLER|ISPENDR/u);
    subject.close();
  });
});
