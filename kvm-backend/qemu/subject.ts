import { qemuGic, type GicAction } from '../../model/index.js';
import { isWithin, SGI_BASE } from '../../spec/gicv3.js';
import { crashOf } from '../crash.js';
import { compareRun } from '../diff/compare.js';
import type { Seen } from '../diff/seen.js';
import { asKind, type DiffSubject } from '../diff/subject.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import { isQemuAction, QemuGic } from './gic.js';
import { qemuDivergences } from './divergences.js';
import { SPIS_OF_VIRT } from './machine.js';
import type { QemuMachines } from './machines.js';

/**
 * QEMU's own GICv3, which follows the architecture, each run on a machine that was reset. It has nothing of what only KVM lets
 * userspace do, and no list registers.
 */
export function qemuSubject(machines: QemuMachines): DiffSubject {
  return {
    name: 'qemu',
    listRegisters: 0,
    runFor: ({ config, actions }) =>
      asKind(qemuGic, {
        config: { ...config, spiCount: SPIS_OF_VIRT },
        actions: actions.filter(isQemuAction).map(withoutLowBits),
      }),
    play: async (_, runs) => {
      const replies: RunReply<Seen>[] = [];
      for (const run of runs) replies.push(await playOn(machines, run));
      return replies;
    },
    compare: (_, run, reply) => compareRun(run, reply as RunReply<Seen>, (view) => view, qemuDivergences),
  };
}

/** Makes a run on a machine that was reset. */
export async function playOn(machines: QemuMachines, { config, actions }: RunRequest): Promise<RunReply<Seen>> {
  const { machine, guest } = await machines.ofSize(config.peCount);
  const outcomes: Seen[] = [];
  try {
    await machine.reset();
    await guest.start(config.peCount);
    const subject = new QemuGic(machine, guest, config);
    for (const [index, action] of actions.entries()) {
      const observation = await subject.apply(action);
      outcomes.push({ observation, view: await subject.observe(index === actions.length - 1) });
    }
    return { outcomes };
  } catch (error) {
    return { outcomes, crash: crashOf(error) };
  }
}

const IMPLEMENTED = 0xf8;
const IMPLEMENTED_IN_ALL = 0xf8f8_f8f8;

/** A priority's bits that are not implemented count here (`qemu-priority-keeps-all-bits`), and only there: no run writes them. */
function withoutLowBits(action: GicAction): GicAction {
  if (action.kind === 'writePriority') return { ...action, priority: action.priority & IMPLEMENTED };
  if (action.kind !== 'mmioWrite') return action;
  if (!isWithin('IPRIORITYR', action.offset % SGI_BASE) || action.width > 4) return action;
  return { ...action, value: (action.value & IMPLEMENTED_IN_ALL) >>> 0 };
}
