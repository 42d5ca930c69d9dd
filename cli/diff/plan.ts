import { QemuMachines, rungs } from '../../kvm-backend/index.js';
import type { DiffAsked, DiffMode } from './asked.js';
import { everything, named, nothing, ofKvm } from './selection.js';
import type { Plan } from './session.js';
import { only } from './trace.js';

/**
 * What is done for what was asked.
 * @param asked - `patience`, in milliseconds, is QEMU's
 * @throws IrqlineError UNKNOWN_NAME, or TRACE_NOT_SUPPORTED for a run that no rung asked for can make
 */
export function planOf(mode: DiffMode, asked: DiffAsked & { readonly patience: number }, seed: number): Plan {
  const { against, patience, time } = asked;
  return {
    against,
    seed,
    ...what(mode, asked, seed),
    ...(against.includes('qemu') ? { machines: new QemuMachines(patience) } : {}),
    ...(time === undefined ? {} : { timeMs: time }),
  };
}

function what(mode: DiffMode, { runs, rung }: DiffAsked, seed: number): Pick<Plan, 'runs' | 'rungs' | 'selection'> {
  const wanted = rungs.filter(({ number }) => rung === undefined || number === Number(rung));
  switch (mode.kind) {
    case 'replay':
      return { runs: 1, rungs: only(mode.run, wanted), selection: nothing };
    case 'only':
      return { runs, rungs: [], selection: named(mode.name, seed) };
    case 'runs':
      return { runs, rungs: wanted, selection: rung === undefined ? everything(seed) : ofKvm };
  }
}
