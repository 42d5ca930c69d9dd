import { match } from 'ts-pattern';
import type { Route } from '../fields.js';
import { isPending, type Interrupt } from '../interrupt.js';
import type { MmioAccess } from '../language.js';
import { interruptAt, type Machine } from '../state.js';
import { registerAt, type BitRegister, type Part } from './map.js';

const ARE = 1 << 4;
/** One security state. */
const DS = 1 << 6;
/** GIC architecture version 3, and the JEDEC bit and identity that every Arm GIC has beside it. */
const PIDR2 = 0x3b;
/** Interrupt identifier bits minus one: INTIDs have 10. */
const IDBITS = 9 << 19;
const A3V = 1 << 24;
const NO_1_OF_N = 1 << 25;
const LAST = 1 << 4;
export const INTERRUPT_ROUTING_MODE = 0x8000_0000;
const HALF = 2 ** 32;

/** What a raw read gives. */
export function readRegister(machine: Machine, access: MmioAccess): number {
  const at = (intId: number): Interrupt | undefined => interruptAt(machine, { pe: access.pe, intId });
  if (machine.cpuInterfaces[access.pe] === undefined) return 0;
  return match(registerAt(access))
    .with({ kind: 'reserved' }, () => 0)
    .with({ kind: 'PIDR2' }, () => PIDR2)
    .with({ kind: 'GICD_CTLR' }, () => Number(machine.enableGrp0) + 2 * Number(machine.enableGrp1) + ARE + DS)
    .with({ kind: 'GICD_TYPER' }, () => typer(machine))
    .with({ kind: 'GICR_TYPER' }, ({ part }) => partOf(redistributorTyper(machine, access.pe), part))
    .with({ kind: 'GICD_IROUTER' }, ({ intId, part }) => partOf(routerValue(at(intId)?.route ?? 0), part))
    .with({ kind: 'IPRIORITYR' }, ({ firstIntId }) =>
      fields(access.width, 8, (index) => at(firstIntId + index)?.priority ?? 0),
    )
    .with({ kind: 'ICFGR' }, ({ firstIntId }) =>
      fields(16, 2, (index) => (at(firstIntId + index)?.trigger === 'edge' ? 2 : 0)),
    )
    .with({ kind: 'bits' }, ({ register, firstIntId }) =>
      fields(32, 1, (index) => bitOf(register, at(firstIntId + index))),
    )
    .exhaustive();
}

/** A register of equal fields, the first in the lowest bits. */
function fields(count: number, bits: number, valueOf: (index: number) => number): number {
  return Array.from({ length: count }, (_, index) => valueOf(index) * 2 ** (index * bits)).reduce((a, b) => a + b, 0);
}

function bitOf(register: BitRegister, interrupt: Interrupt | undefined): number {
  if (interrupt === undefined) return 0;
  return match(register)
    .with('IGROUPR', () => interrupt.group)
    .with('ISENABLER', 'ICENABLER', () => Number(interrupt.enabled))
    .with('ISPENDR', 'ICPENDR', () => Number(isPending(interrupt)))
    .with('ISACTIVER', 'ICACTIVER', () => Number(interrupt.active))
    .exhaustive();
}

function typer({ config }: Machine): number {
  const itLinesNumber = Math.ceil(config.spiCount / 32);
  const affinity3 = config.behaviour.affinity3 === 'stored' ? A3V : 0;
  const oneOfN = config.behaviour.routingMode === 'implemented' ? 0 : NO_1_OF_N;
  return itLinesNumber + IDBITS + affinity3 + oneOfN;
}

const redistributorTyper = ({ config }: Machine, pe: number): number =>
  pe * HALF + pe * 2 ** 8 + (pe === config.peCount - 1 ? LAST : 0);

/** GICD_IROUTER: Aff3 in bits 39 to 32, Interrupt_Routing_Mode in bit 31, Aff2 to Aff0 in bits 23 to 0. */
export function routerValue(route: Route): number {
  if (route === 'any') return INTERRUPT_ROUTING_MODE;
  return Math.floor(route / 2 ** 24) * HALF + (route % 2 ** 24);
}

export function partOf(value: number, part: Part): number {
  return match(part)
    .with('whole', () => value)
    .with('low', () => value % HALF)
    .with('high', () => Math.floor(value / HALF))
    .exhaustive();
}
