import { match } from 'ts-pattern';
import type { Route } from '../fields.js';
import type { DistributorAction, MmioAccess, Target } from '../language.js';
import { interruptAt, type Machine } from '../state.js';
import { registerAt, type BitRegister, type Part } from './map.js';
import { INTERRUPT_ROUTING_MODE, partOf, routerValue } from './read.js';

/** What a raw write does, as the writes of single fields that it stands for; fields that are not there are left out. */
export function writesOf(machine: Machine, access: MmioAccess, value: number): readonly DistributorAction[] {
  const { pe } = access;
  if (machine.cpuInterfaces[pe] === undefined) return [];
  const each = (
    count: number,
    bits: number,
    firstIntId: number,
    toAction: (target: Target, field: number) => DistributorAction | undefined,
  ): readonly DistributorAction[] =>
    Array.from({ length: count }, (_, index) => index).flatMap((index) => {
      const target = { pe, intId: firstIntId + index };
      const action = toAction(target, Math.floor(value / 2 ** (index * bits)) % 2 ** bits);
      return action === undefined || interruptAt(machine, target) === undefined ? [] : [action];
    });

  return match(registerAt(access))
    .returnType<readonly DistributorAction[]>()
    .with({ kind: 'reserved' }, { kind: 'PIDR2' }, { kind: 'GICD_TYPER' }, { kind: 'GICR_TYPER' }, () => [])
    .with({ kind: 'GICD_CTLR' }, () => [
      { kind: 'writeDistributorEnables', enableGrp0: value % 2 === 1, enableGrp1: (value & 2) !== 0 },
    ])
    .with({ kind: 'GICD_IROUTER' }, ({ intId, part }) => {
      const interrupt = interruptAt(machine, { pe, intId });
      if (interrupt === undefined) return [];
      return [{ kind: 'writeRoute', intId, route: routeOf(machine, merge(routerValue(interrupt.route), part, value)) }];
    })
    .with({ kind: 'IPRIORITYR' }, ({ firstIntId }) =>
      each(access.width, 8, firstIntId, (target, priority) => ({ kind: 'writePriority', ...target, priority })),
    )
    .with({ kind: 'ICFGR' }, ({ firstIntId }) =>
      each(16, 2, firstIntId, (target, field) => ({
        kind: 'writeTrigger',
        ...target,
        trigger: field >= 2 ? 'edge' : 'level',
      })),
    )
    .with({ kind: 'bits' }, ({ register, firstIntId }) =>
      each(32, 1, firstIntId, (target, bit) => bitWrite(register, target, bit === 1)),
    )
    .exhaustive();
}

function bitWrite(register: BitRegister, target: Target, isOne: boolean): DistributorAction | undefined {
  if (register === 'IGROUPR') return { kind: 'writeGroup', ...target, group: isOne ? 1 : 0 };
  if (!isOne) return undefined;
  return match(register)
    .returnType<DistributorAction>()
    .with('ISENABLER', () => ({ kind: 'writeEnabled', ...target, enabled: true }))
    .with('ICENABLER', () => ({ kind: 'writeEnabled', ...target, enabled: false }))
    .with('ISPENDR', () => ({ kind: 'writePending', ...target, pending: true }))
    .with('ICPENDR', () => ({ kind: 'writePending', ...target, pending: false }))
    .with('ISACTIVER', () => ({ kind: 'writeActive', ...target, active: true }))
    .with('ICACTIVER', () => ({ kind: 'writeActive', ...target, active: false }))
    .exhaustive();
}

/** The whole register after a write to a part of it. */
function merge(old: number, part: Part, value: number): number {
  if (part === 'whole') return value;
  return part === 'low' ? partOf(old, 'high') * 2 ** 32 + value : value * 2 ** 32 + partOf(old, 'low');
}

/** Where there is no Interrupt_Routing_Mode, the affinity beside it counts. */
function routeOf({ config }: Machine, value: number): Route {
  const low = partOf(value, 'low');
  if (low >= INTERRUPT_ROUTING_MODE && config.behaviour.routingMode === 'implemented') return 'any';
  return (partOf(value, 'high') % 2 ** 8) * 2 ** 24 + (low % 2 ** 24);
}
