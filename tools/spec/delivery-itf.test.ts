import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../model/delivery/index.js';
import { DeliveryMachine } from '../../properties/delivery/machine.js';
import { programOf } from '../../properties/delivery/program.js';
import { rigOf } from '../../properties/delivery/rig.js';
import { compile } from '../../spec/quint/index.js';
import { driveDelivery, simulateDelivery } from './delivery-itf.js';
import { deliveryMachine } from './delivery-map.js';
import { reference } from './reference.test.support.js';

const compiled = compile('delivery.qnt');

/** Between them they have every step there is. */
const profiles: Readonly<Record<string, Profile>> = {
  'the reference': reference,
  'torn updates, split pulses, a second look': {
    ...reference,
    update: 'torn',
    section: 'split',
    detector: 'assert',
    driver: 'ackLastRecheck',
  },
  'signal first, a split level': {
    ...reference,
    order: 'signalFirst',
    signal: 'level',
    section: 'split',
    trigger: 'level',
  },
};

const simulation = { runs: 20, steps: 50, seed: 7 };

describe("runs of Quint's simulator drive the real code", () => {
  for (const [name, profile] of Object.entries(profiles)) {
    const traces = simulateDelivery(profile, 2, simulation);
    const machine = deliveryMachine(compiled, profile, 2);

    it(`which is where the specification is, after every step: ${name}`, () => {
      let steps = 0;
      for (const trace of traces) {
        const run = driveDelivery(machine, profile, 2, trace);
        assert.equal(run.failure, undefined);
        steps += run.steps;
      }
      assert.equal(steps, simulation.runs * simulation.steps);
    });

    for (const step of new Set(programOf(profile).trigger.map((one) => one.name)))
      it(`and is found out when its step ${step} does nothing: ${name}`, () => {
        const { trigger, ack, reset } = programOf(profile);
        const program = {
          trigger: trigger.map((one) => (one.name === step ? { ...one, run: () => undefined } : one)),
          ack,
          reset,
        };
        const failures = traces.map(
          (trace) =>
            driveDelivery(machine, profile, 2, trace, new DeliveryMachine(profile, 2, rigOf(profile, program))).failure,
        );
        const quint = { drive1: 'raise', drive0: 'lower' }[step as string] ?? step;
        const found = failures.filter((failure) => failure !== undefined);
        assert.ok(found.length > 0);
        assert.ok(
          found.every((failure) => failure.includes(`, ${quint}(`)),
          found[0],
        );
      });
  }

  it('which is another one with another driver', () => {
    const [trace = ''] = simulateDelivery(reference, 2, simulation);
    const other = new DeliveryMachine({ ...reference, driver: 'ackLast' }, 2);
    const run = driveDelivery(deliveryMachine(compiled, reference, 2), reference, 2, trace, other);
    assert.match(run.failure ?? '', /read: driver\.kind differ/u);
  });
});
