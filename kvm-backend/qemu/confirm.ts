import { architectureGic, qemuGic, type GicBehaviour } from '../../model/index.js';
import { compareRun } from '../diff/compare.js';
import type { DocumentedOutcome } from '../diff/confirm.js';
import { seriesOf } from '../diff/kernel.js';
import type { Seen } from '../diff/seen.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import { unlessGone } from '../remote/gone.js';
import { qemuDivergences, type QemuDivergence } from './divergences.js';
import { SPIS_OF_VIRT } from './machine.js';
import type { QemuMachines } from './machines.js';
import { qemuQuirks, type QemuQuirk } from './quirks.js';
import { playOn } from './subject.js';

/** What QEMU is documented to do. */
export type QemuEntry = QemuQuirk | QemuDivergence;

/** All that QEMU is documented to do in its own way: first what the model's parameters have, then what it excuses. */
export const documentedOfQemu: readonly QemuEntry[] = [...qemuQuirks, ...qemuDivergences];

/**
 * Has QEMU make the trace of each documented quirk and divergence, until it is stopped or QEMU goes away: one that no longer
 * shows is as much news as a new one.
 */
export async function confirmQemu(
  machines: QemuMachines,
  entries: readonly QemuEntry[],
  signal?: AbortSignal,
): Promise<readonly DocumentedOutcome[]> {
  const outcomes: DocumentedOutcome[] = [];
  await unlessGone(async () => {
    const { version } = (await machines.ofSize(1)).machine;
    for (const entry of entries) {
      if (signal?.aborted === true) break;
      const isListed = entry.seenOn.includes(seriesOf(version));
      outcomes.push({ id: entry.id, isListed, ...judgeQemu(entry, await playOn(machines, runOf(entry, qemuGic))) });
    }
  });
  return outcomes;
}

/** @param reply - what QEMU answered to the trace */
export function judgeQemu(entry: QemuEntry, reply: RunReply<Seen>): Pick<DocumentedOutcome, 'kind' | 'difference'> {
  const compare = (behaviour: GicBehaviour) =>
    compareRun(runOf(entry, behaviour), reply, (view) => view, qemuDivergences);
  if ('parameter' in entry) {
    const expected = { ...qemuGic, [entry.parameter]: architectureGic[entry.parameter] };
    if (compare(expected).difference === undefined) return { kind: 'gone' };
  }
  const { met, difference } = compare(qemuGic);
  if (difference !== undefined) return { kind: 'otherwise', difference };
  return { kind: 'parameter' in entry || met.has(entry.id) ? 'shows' : 'gone' };
}

const runOf = ({ trace }: QemuEntry, behaviour: GicBehaviour): RunRequest => ({
  config: { peCount: 1, spiCount: SPIS_OF_VIRT, behaviour },
  actions: trace,
});
