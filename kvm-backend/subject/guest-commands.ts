import { match } from 'ts-pattern';
import type { CpuInterfaceAction, DistributorAction, GicAction, MmioAction, Target } from '../../model/index.js';
import { distributorOffset, interruptRegisters, redistributorOffset } from '../../spec/gicv3.js';
import { fieldOf, type AgentCommand } from '../agent/operations.js';
import { GICD_BASE, GICR_BASE, GICR_STRIDE } from '../vgic/create.js';
import { routerValue } from './encoding.js';
import type { ArrayRegister } from '../vgic/registers.js';

/** What a guest can do to a GIC. */
export type GuestAction = CpuInterfaceAction | DistributorAction | MmioAction;

const EOIMODE = 1 << 1;

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
      .with({ kind: 'writeEnabled' }, (to) => one(to, to.enabled ? 'ISENABLER' : 'ICENABLER'))
      .with({ kind: 'writePending' }, (to) => one(to, to.pending ? 'ISPENDR' : 'ICPENDR'))
      .with({ kind: 'writeActive' }, (to) => one(to, to.active ? 'ISACTIVER' : 'ICACTIVER'))
      .with({ kind: 'writeTrigger' }, (to) => field(to, 'ICFGR', to.trigger === 'edge' ? 2 : 0))
      .with({ kind: 'writeGroup' }, (to) => field(to, 'IGROUPR', to.group))
      .with({ kind: 'writePriority' }, (to) => store(addressOf(to, 'IPRIORITYR'), 1, to.priority))
      .with({ kind: 'writeRoute' }, ({ intId, route }) =>
        store(GICD_BASE + distributorOffset('IROUTER', intId), 8, routerValue(route)),
      )
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
function one(to: Target, register: ArrayRegister): AgentCommand {
  return store(addressOf(to, register), 4, (1 << (to.intId % 32)) >>> 0);
}

/** Writes one interrupt's field, and leaves its neighbours as they are, as a guest's driver does. */
function field(to: Target, register: 'ICFGR' | 'IGROUPR', value: number): AgentCommand {
  const { bits } = interruptRegisters[register];
  const shift = (bits * to.intId) % 32;
  return {
    operation: 'modify32',
    address: addressOf(to, register),
    value: fieldOf((2 ** bits - 1) << shift, value << shift),
  };
}

/** Where an interrupt has its field: the byte of IPRIORITYR, the word of any other. */
function addressOf({ pe, intId }: Target, register: ArrayRegister): number {
  if (intId >= 32) return baseOf('distributor', pe) + distributorOffset(register, intId);
  return baseOf('redistributor', pe) + redistributorOffset(register, intId);
}

function baseOf(frame: 'distributor' | 'redistributor', pe: number): number {
  return frame === 'distributor' ? GICD_BASE : GICR_BASE + pe * GICR_STRIDE;
}
