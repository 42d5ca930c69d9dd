import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Profile } from '../../model/delivery/index.js';
import { IrqlineError } from '../../spec/index.js';
import { specificationPath } from '../../spec/quint/index.js';
import { reference } from './reference.test.support.js';
import { expectedOfSpin } from './spin-agreement.js';
import { spinVerdict, whyNoSpin, type SpinVerdict } from './spin.js';

const missing = await whyNoSpin();
const skip = process.env['IRQLINE_REQUIRE_ALL'] === '1' ? false : (missing ?? false);

/** Asks Spin about a changed specification. */
async function ofChanged(from: string, to: string, profile: Profile): Promise<SpinVerdict> {
  const text = await readFile(specificationPath('delivery.pml'), 'utf8');
  assert.ok(text.includes(from));
  const folder = await mkdtemp(join(tmpdir(), 'irqline-promela-'));
  try {
    const path = join(folder, 'delivery.pml');
    await writeFile(path, text.replace(from, to));
    return await spinVerdict(profile, 2, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the Promela twin, checked by Spin', { skip }, () => {
  const kinds: Readonly<Record<string, Partial<Profile>>> = {
    'SAFE (the reference)': {},
    'LOST (split pulses)': { section: 'split' },
    'LOST and dead (a pulse only on a rise)': { signal: 'onRise' },
    'STORM (a level-triggered line that nobody lowers)': { signal: 'assertOnly', section: null, trigger: 'level' },
  };
  for (const [name, choices] of Object.entries(kinds))
    it(`agrees with the model about states, steps and verdicts: ${name}`, async () => {
      const profile = { ...reference, ...choices };
      assert.deepEqual(await spinVerdict(profile, 2), expectedOfSpin(profile, 2));
    });

  it('disagrees when one of its rules is wrong', async () => {
    const found = await ofChanged('latch = 0; handler = READ', 'handler = READ', reference);
    assert.notDeepEqual(found, expectedOfSpin(reference, 2));
    assert.equal(found.noStorm, false);
  });

  it('gives no verdict when it is no Promela, or its own property of shape is broken', async () => {
    const refused = (from: string, to: string, says: RegExp): Promise<void> =>
      assert.rejects(
        ofChanged(from, to, reference),
        (error) => error instanceof IrqlineError && error.code === 'SPIN_FAILED' && says.test(error.message),
      );
    await refused('latch = 0; handler = READ', 'latch = 0; handler == == READ', /syntax error/u);
    await refused('isActive == (handler != WAITING)', 'isActive == (handler == WAITING)', /the property shape/u);
  });

  it('would miss a lost event if publishing were forced: hence the idle loop', async () => {
    const signalFirst: Profile = { ...reference, order: 'signalFirst' };
    assert.equal(expectedOfSpin(signalFirst, 2).everyEventIsServiced, false);
    const forced = await ofChanged('  :: at == IDLE /* and may stay so */\n', '', signalFirst);
    assert.equal(forced.noLostEvent, false);
    assert.equal(forced.everyEventIsServiced, true);
  });
});

describe('a machine without Spin', () => {
  it('is told what is missing, and how to get it', async () => {
    assert.match((await whyNoSpin('no-such-spin')) ?? '', /no-such-spin is not installed .*apt-get install/u);
  });

  it('or with another version of it, is told so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'irqline-spin-'));
    try {
      const path = join(folder, 'spin');
      await writeFile(path, '#!/bin/sh\necho "Spin Version 7.0.0 -- 1 January 2030"\n', { mode: 0o755 });
      await assert.rejects(
        whyNoSpin(path),
        (error) => error instanceof IrqlineError && error.code === 'SPIN_VERSION' && /7\.0\.0/u.test(error.message),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
