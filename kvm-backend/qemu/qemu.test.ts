import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gicModel, predict, qemuGic, type GicAction, type GicBehaviour } from '../../model/index.js';
import { diff } from '../diff/diff.js';
import { hasGuest, type Seen } from '../diff/seen.js';
import { rungs } from '../diff/rungs.js';
import type { DiffSubject } from '../diff/subject.js';
import { findProgram } from '../host/command.js';
import type { RunReply } from '../guest/run.js';
import { needs } from '../testing/requirement.js';
import { confirmQemu, documentedOfQemu, judgeQemu } from './confirm.js';
import { QemuMachine, SPIS_OF_VIRT } from './machine.js';
import { QemuMachines } from './machines.js';
import { playOn, qemuSubject } from './subject.js';

const PATIENCE_MS = 60_000;
const spi = { pe: 0, intId: 48 } as const;
const rise: GicAction = { kind: 'drive', ...spi, level: true };

const taken: readonly GicAction[] = [
  { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
  ...[0, 1].flatMap((pe): readonly GicAction[] => [
    { kind: 'writeGroupEnable', pe, enabled: true },
    { kind: 'writePriorityMask', pe, value: 0xf8 },
  ]),
  { kind: 'writeTrigger', ...spi, trigger: 'edge' },
  { kind: 'writeGroup', ...spi, group: 1 },
  { kind: 'writeRoute', intId: spi.intId, route: 1 },
  { kind: 'writeEnabled', ...spi, enabled: true },
  { kind: 'pulse', ...spi },
  { kind: 'acknowledge', pe: 0 },
  { kind: 'acknowledge', pe: 1 },
  { kind: 'pulse', ...spi },
  { kind: 'acknowledge', pe: 1 },
  { kind: 'endOfInterrupt', pe: 1, intId: spi.intId },
  { kind: 'acknowledge', pe: 1 },
];

/** What a QEMU that is the model with this behaviour answers to the trace of an entry. */
function answer({ trace }: (typeof documentedOfQemu)[number], behaviour: GicBehaviour): RunReply<Seen> {
  const outcomes = predict(gicModel, { peCount: 1, spiCount: SPIS_OF_VIRT, behaviour }, trace);
  return { outcomes: outcomes.map(({ observation, view }) => ({ observation, view })) };
}

for (const entry of documentedOfQemu) {
  void it(`${entry.id}: a QEMU that does what one would expect is told from one that does not, or does a third thing`, () => {
    const parameter = 'parameter' in entry ? entry.parameter : undefined;
    const expected = parameter === undefined ? qemuGic : { ...qemuGic, [parameter]: opposite[parameter] };
    assert.equal(judgeQemu(entry, answer(entry, expected)).kind, 'gone');
    const cut = { outcomes: answer(entry, expected).outcomes.slice(0, -1), crash: 'it ended' };
    const { kind, difference } = judgeQemu(entry, cut);
    assert.deepEqual([kind, difference?.step, difference?.crash], ['otherwise', entry.trace.length - 1, 'it ended']);
  });
}

void it('qemu-group-0-hides-group-1 excuses nothing that no higher interrupt of group 0 hides', () => {
  const entry = documentedOfQemu.find(({ id }) => id === 'qemu-group-0-hides-group-1');
  assert.ok(entry !== undefined);
  const hiding = hidden(answer(entry, qemuGic));
  assert.equal(judgeQemu(entry, hiding).kind, 'shows');
  const without = (kind: GicAction['kind'], at: number): typeof entry => ({
    ...entry,
    trace: entry.trace.filter((action, index) => action.kind !== kind || index !== at),
  });
  for (const other of [without('writeDistributorEnables', 0), without('writePending', 7), without('writeEnabled', 5)]) {
    assert.equal(other.trace.length, entry.trace.length - 1);
    assert.notEqual(judgeQemu(other, hidden(answer(other, qemuGic))).kind, 'shows');
  }
});

/** An answer in which the last two actions show that nothing of group 1 is pending, and nothing is taken. */
function hidden({ outcomes }: RunReply<Seen>): RunReply<Seen> {
  const last = outcomes.at(-2);
  assert.ok(last !== undefined && hasGuest(last.view));
  const cpuInterfaces = last.view.cpuInterfaces.map((cpu) => ({ ...cpu, ICC_HPPIR1_EL1: 1023, signalled: false }));
  const view = { ...last.view, cpuInterfaces };
  return {
    outcomes: [...outcomes.slice(0, -2), { ...last, view }, { observation: { kind: 'value', value: 1023 }, view }],
  };
}

const opposite: Partial<Record<keyof GicBehaviour, unknown>> = { lineOnReset: 'kept', routingMode: 'implemented' };

describe("QEMU's own GICv3", needs(findProgram('qemu-system-aarch64') !== undefined, 'no QEMU here'), () => {
  const machines = new QemuMachines(PATIENCE_MS);
  after(() => machines.close());

  for (const rung of rungs) {
    void it(`makes the runs of rung ${rung.number} as the model says`, async () => {
      const [result] = await diff([qemuSubject(machines)], rung, { seed: 1, runs: 10 });
      assert.equal(result?.verdict, 'pass', JSON.stringify(result?.failure));
      assert.ok(result.actions > 10 * 8, `${result.actions} actions`);
    });
  }

  void it('takes interrupts on the PE that they are routed to, and no other', async () => {
    const run = { config: { peCount: 2, spiCount: SPIS_OF_VIRT, behaviour: qemuGic }, actions: taken };
    const { outcomes, crash } = await playOn(machines, run);
    assert.deepEqual([outcomes, crash], [predict(gicModel, run.config, taken), undefined]);
    const values = outcomes.flatMap(({ observation }) => (observation.kind === 'value' ? [observation.value] : []));
    assert.deepEqual(values, [1023, 48, 1023, 48]);
  });

  void it('whose guest meets an exception says so, and takes the next run', async () => {
    const { machine, guest } = await machines.ofSize(1);
    await machine.reset();
    await assert.rejects(
      guest.run(0, [{ operation: 'load32', address: 0x0b00_0000 }]),
      /PE 0 stopped at 0x200: .*GUEST_FAULT/,
    );
    const run = { config: { peCount: 1, spiCount: SPIS_OF_VIRT, behaviour: qemuGic }, actions: [rise] };
    assert.equal((await playOn(machines, run)).crash, undefined);
  });

  void it('is told from a GIC of another kind, by a run with nothing to spare', async () => {
    const qemu = qemuSubject(machines);
    const other: DiffSubject = {
      ...qemu,
      runFor: (run) => {
        const { config, actions } = qemu.runFor(run);
        return { config: { ...config, behaviour: { ...config.behaviour, lineOnReset: 'kept' } }, actions };
      },
    };
    const [stopped] = rungs;
    assert.ok(stopped !== undefined);
    const [result] = await diff([other], stopped, { seed: 1, runs: 200 });
    assert.deepEqual(
      [result?.verdict, result?.failure?.run.actions.map(({ kind }) => kind)],
      ['fail', ['drive', 'reset']],
    );
  });

  void it('shows every documented quirk and divergence', async () => {
    const outcomes = await confirmQemu(machines, documentedOfQemu);
    assert.deepEqual(
      outcomes.map(({ id, kind }) => [id, kind]),
      documentedOfQemu.map(({ id }) => [id, 'shows']),
    );
  });

  void it('that ends under way is a difference that says why, and the next run has another', async () => {
    const { machine } = await machines.ofSize(1);
    const absent = machine.wire(99_999, true);
    await assert.rejects(machine.qtest([absent]), /QEMU_DIED/);
    const run = { config: { peCount: 1, spiCount: SPIS_OF_VIRT, behaviour: qemuGic }, actions: [rise] };
    assert.equal((await playOn(machines, run)).outcomes.length, 1);
    assert.notEqual((await machines.ofSize(1)).machine, machine);
  });

  void it('that does not answer in time is ended', async () => {
    await assert.rejects(QemuMachine.open(1, 1), /QEMU_SILENT/);
  });
});
