import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { predict, type Model } from './subject.js';

interface CounterLanguage {
  readonly config: number;
  readonly action: { readonly kind: 'add'; readonly by: number };
  readonly observation: { readonly before: number };
  readonly view: { readonly now: number };
}

/** Counts from its configuration; an action shows what was there before, the view what is there now. */
const counter: Model<CounterLanguage, number> = {
  layer: 'device',
  init: (config) => config,
  step: (state, { by }) => ({ state: state + by, observation: { before: state } }),
  view: (state) => ({ now: state }),
};

void describe('predict', () => {
  void it('tells what each action shows, and what can be seen after it', () => {
    const actions = [1, 2].map((by) => ({ kind: 'add' as const, by }));
    assert.deepEqual(predict(counter, 10, actions), [
      { observation: { before: 10 }, view: { now: 11 } },
      { observation: { before: 11 }, view: { now: 13 } },
    ]);
    assert.deepEqual(predict(counter, 10, []), []);
  });
});
