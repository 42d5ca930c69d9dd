import { match } from 'ts-pattern';
import type { CpuInterfaceAction, DistributorAction, GicAction, MmioAction, Target } from '../../model/index.js';
import { fieldOf, type AgentCommand } from '../agent/operations.js';
import { GICD_BASE, GICR_BASE, GICR_STRIDE } from '../vgic/create.js';
import { routerValue } from './encoding.js';
import { registerArrays, type ArrayRegister } from '../vgic/registers.js';

/** What a guest can do to a GIC. */
export type GuestAction = CpuInterfaceAction | DistributorAction | MmioAction;

const EOIMODE = 1 << 1;
const SGI_BASE = 0x1_0000;

const loads = { 1: 'load8', 2: 'load16', 4: 'load32', 8: 'load64' } as const;
const stores = { 1: 'store8', 2: 'store16', 4: 'store32', 8: 'store64' } as const;

/** The PE that does it; what belongs to no PE is done by PE 0. */
export function actorOf(action: GuestAction): number {
  return 'pe' in action ? action.pe : 0;
}

/** Whether its result is an observation. */
export function readsValue({ kind }: GicAction): boolean {
  return kind === 'acknowledge' || kind === 'mmioRead';
}

/** Whether it writes to the register frames. */
export function changesRegisters({ operation }: AgentCommand): boolean {
  return operation === 'modify32' || Object.values(stores).some((name) => name === operation);
}

/** The command by which the agent does it. Its result is what `acknowledge` and `mmioRead` read. */
export function commandOf(action: GuestAction): AgentCommand {
  return (
    match(action)
      .returnType<AgentCommand>()
      .with({ kind: 'acknowledge' }, () => ({ operation: 'readIAR1' }))
      .with({ kind: 'endOfInterrupt' }, ({ intId }) => ({ operation: 'writeEOIR1', value: intId }))
      .with({ kind: 'deactivate' }, ({ intId }) => ({ operation: 'writeDIR', value: intId }))
      .with({ kind: 'writePriorityMask' }, ({ value }) => ({ operation: 'writePMR', value }))
      .with({ kind: 'writeBinaryPoint' }, ({ value }) => ({ operation: 'writeBPR1', value }))
      .with({ kind: 'writeGroupEnable' }, ({ enabled }) => ({ operation: 'writeIGRPEN1', value: Number(enabled) }))
      // Its other fields are read-only, or zero: the agent writes no other.
      .with({ kind: 'writeEoiMode' }, ({ split }) => ({ operation: 'writeCTLR', value: split ? EOIMODE : 0 }))
      .with({ kind: 'writeActivePriorities' }, ({ value }) => ({ operation: 'writeAP1R0', value }))
      .with({ kind: 'writeDistributorEnables' }, ({ enableGrp0, enableGrp1 }) =>
        store(GICD_BASE, 4, Number(enableGrp0) + 2 * Number(enableGrp1)),
      )
      .with({ kind: 'writeEnabled' }, (to) => one(to, to.enabled ? 0x100 : 0x180))
      .with({ kind: 'writePending' }, (to) => one(to, to.pending ? 0x200 : 0x280))
      .with({ kind: 'writeActive' }, (to) => one(to, to.active ? 0x300 : 0x380))
      .with({ kind: 'writeTrigger' }, (to) => field(to, 'ICFGR', 2, to.trigger === 'edge' ? 2 : 0))
      .with({ kind: 'writeGroup' }, (to) => field(to, 'IGROUPR', 1, to.group))
      .with({ kind: 'writePriority' }, (to) => store(frameOf(to) + 0x400 + to.intId, 1, to.priority))
      .with({ kind: 'writeRoute' }, ({ intId, route }) => store(GICD_BASE + 0x6000 + 8 * intId, 8, routerValue(route)))
      .with({ kind: 'mmioRead' }, ({ frame, pe, offset, width }) => ({
        operation: loads[width],
        address: baseOf(frame, pe) + offset,
      }))
      .with({ kind: 'mmioWrite' }, ({ frame, pe, offset, width, value }) =>
        store(baseOf(frame, pe) + offset, width, value),
      )
      .exhaustive()
  );
}

function store(address: number, width: 1 | 2 | 4 | 8, value: number): AgentCommand {
  return { operation: stores[width], address, value };
}

/** Writes 1 to an interrupt's bit of a register array. */
function one(to: Target, array: number): AgentCommand {
  return store(frameOf(to) + array + 4 * Math.floor(to.intId / 32), 4, (1 << (to.intId % 32)) >>> 0);
}

/** Writes one interrupt's field of so many bits, and leaves its neighbours as they are, as a guest's driver does. */
function field(to: Target, name: ArrayRegister, bits: 1 | 2, value: number): AgentCommand {
  const shift = (bits * to.intId) % 32;
  return {
    operation: 'modify32',
    address: frameOf(to) + registerArrays[name][0] + 4 * Math.floor((to.intId * bits) / 32),
    value: fieldOf((2 ** bits - 1) << shift, value << shift),
  };
}

/** Where the register arrays of an interrupt begin. */
function frameOf({ pe, intId }: Target): number {
  return intId < 32 ? GICR_BASE + pe * GICR_STRIDE + SGI_BASE : GICD_BASE;
}

function baseOf(frame: 'distributor' | 'redistributor', pe: number): number {
  return frame === 'distributor' ? GICD_BASE : GICR_BASE + pe * GICR_STRIDE;
}
