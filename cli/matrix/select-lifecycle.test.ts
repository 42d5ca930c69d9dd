import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lifecycles } from '../../model/index.js';
import { ownSave } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { lifecycleText, selectLifecycle } from './select-lifecycle.js';

describe('--lifecycle', () => {
  test('reads back every lifecycle from its text', () => {
    for (const lifecycle of lifecycles)
      assert.deepEqual(selectLifecycle(lifecycleText(lifecycle), undefined).lifecycle, lifecycle);
  });

  test('takes what is not said from our own contract, and the profile from irqline', () => {
    const { selection, lifecycle } = selectLifecycle('save, drained=false', undefined);
    assert.deepEqual(lifecycle, { ...ownSave, drained: false });
    assert.equal(selection.system?.name, 'irqline');
  });

  test('a known fault brings its own profile, which --profile replaces, and choices that change it', () => {
    assert.equal(selectLifecycle('V-15', undefined).selection.system?.name, 'crosvm');
    const { selection, lifecycle } = selectLifecycle('V-15,resignal=status', 'openvmm');
    assert.equal(selection.system?.name, 'openvmm');
    assert.deepEqual(lifecycle, { ...ownSave, whilePaused: 'dropped' });
  });

  for (const [id, mutant] of [
    ['V-16', 'needs-reset-silent'],
    ['V-17', 'config-bit-at-driver-ok'],
  ] as const) {
    test(`says of ${id} that it is no race, and which mutant has it`, () => {
      assert.throws(
        () => selectLifecycle(id, undefined),
        (error) =>
          error instanceof IrqlineError &&
          error.code === 'FAULT_IS_NO_RACE' &&
          error.message.includes(`mutant ${mutant})`),
      );
    });
  }

  for (const [text, message] of [
    ['saev', /no lifecycle "saev"; did you mean "save"\?/],
    ['save,drianed=true', /save has no choice "drianed"; did you mean "drained"\?/],
    ['reset,drained=true', /reset has no choice "drained"/],
    ['save,first=gci', /first has no value "gci"; did you mean "gic"\?/],
    ['save,first', /first has no value ""/],
  ] as const) {
    test(`refuses ${text}, and says what there is`, () => {
      assert.throws(
        () => selectLifecycle(text, undefined),
        (error) => error instanceof IrqlineError && error.code === 'UNKNOWN_NAME' && message.test(error.message),
      );
    });
  }
});
