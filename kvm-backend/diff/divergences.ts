import { isDeepStrictEqual } from 'node:util';
import { gicModel, predict, type GicAction, type GicConfig, type GicView } from '../../model/index.js';
import { inFlight, LIST_REGISTERS } from '../../properties/kvm/in-flight.js';
import type { StoppedView } from '../subject/stopped-view.js';

/** What the model or KVM showed after an action; which part of the model's view KVM can show depends on the rung. */
export interface Seen {
  readonly observation: { readonly kind: 'done' } | { readonly kind: 'value'; readonly value: number };
  readonly view: StoppedView | GicView;
}

/** Where something was seen. */
export interface SeenAt {
  readonly config: GicConfig;
  /** The actions before. */
  readonly history: readonly GicAction[];
  readonly action: GicAction;
  readonly expected: Seen;
}

/** A documented difference between KVM and the model, with KVM's own choices as its parameters. */
export interface Divergence {
  readonly id: string;
  readonly model: string;
  readonly kvm: string;
  /** Why: the source file, commit or document. */
  readonly why: string;
  /** Kernels on which a run showed it. */
  readonly seenOn: readonly string[];
  readonly losesInterrupts: boolean;
  /** Whether KVM's state is another from there on, so that the rest of a run tells nothing. */
  readonly endsRun: boolean;
  /**
   * What KVM showed, as it would be without this divergence: the same in every case but the one described here. A
   * difference is excused when nothing of it is left.
   */
  readonly without: (actual: Seen, at: SeenAt) => Seen;
}

const GICD_TYPER = 0x4;
const TYPER_NO_1_OF_N = 2 ** 25;
const IMPLEMENTED_PRIORITY = 0xf8;
const LEAST_BINARY_POINT = 3;
const NONE_PENDING = 1023;

export const divergences: readonly Divergence[] = [
  {
    id: 'cpu-interface-raw',
    model: 'ICC_PMR_EL1 and ICC_BPR1_EL1 drop the priority bits that are not implemented.',
    kvm: 'Userspace reads back what it assigned, and a BPR1 of 0 at first; the hardware drops the bits when the vCPU is first loaded.',
    why: 'arch/arm64/kvm/vgic-sys-reg-v3.c keeps the fields in vgic_vmcr as they come; ICH_VMCR_EL2 has the implemented bits only.',
    seenOn: ['6.1', '6.12'],
    losesInterrupts: false,
    endsRun: false,
    without: (actual, { expected }) => {
      if (hasGuest(actual.view)) return actual;
      const cpuInterfaces = actual.view.cpuInterfaces.map((raw, pe) => {
        const kept = expected.view.cpuInterfaces[pe];
        const { ICC_PMR_EL1, ICC_BPR1_EL1 } = raw;
        return {
          ...raw,
          ICC_PMR_EL1: (ICC_PMR_EL1 & IMPLEMENTED_PRIORITY) === kept?.ICC_PMR_EL1 ? kept.ICC_PMR_EL1 : ICC_PMR_EL1,
          ICC_BPR1_EL1:
            kept?.ICC_BPR1_EL1 === LEAST_BINARY_POINT && ICC_BPR1_EL1 < LEAST_BINARY_POINT
              ? LEAST_BINARY_POINT
              : ICC_BPR1_EL1,
        };
      });
      return { ...actual, view: { ...actual.view, cpuInterfaces } };
    },
  },
  {
    id: 'typer-promises-1-of-n',
    model: 'GICD_TYPER.No1N is 1, since Interrupt_Routing_Mode is ignored.',
    kvm: 'GICD_TYPER.No1N is 0, which promises 1 of N routing, while GICD_IROUTER.Interrupt_Routing_Mode reads as zero.',
    why: 'vgic_mmio_read_v3_misc of arch/arm64/kvm/vgic/vgic-mmio-v3.c sets IDbits and ITLinesNumber only.',
    seenOn: ['6.1', '6.12'],
    losesInterrupts: false,
    endsRun: false,
    without: (actual, { action, expected }) => {
      const isTyper = action.kind === 'mmioRead' && action.frame === 'distributor' && action.offset === GICD_TYPER;
      if (!isTyper || actual.observation.kind !== 'value' || expected.observation.kind !== 'value') return actual;
      if (expected.observation.value - actual.observation.value !== TYPER_NO_1_OF_N) return actual;
      return { ...actual, observation: expected.observation };
    },
  },
  {
    id: 'tie-broken-otherwise',
    model: 'Of several interrupts of the highest priority ICC_HPPIR1_EL1 shows the one with the lowest INTID.',
    kvm: 'It shows another of them: the one whose list register comes first.',
    why: 'Arm IHI 0069 leaves it open; the hardware takes the list registers in their order, and KVM fills them as interrupts arrive.',
    seenOn: ['6.1', '6.12'],
    losesInterrupts: false,
    endsRun: false,
    without: (actual, { expected }) => {
      if (!hasGuest(actual.view) || !hasGuest(expected.view)) return actual;
      const { interrupts, cpuInterfaces: shown } = expected.view;
      const cpuInterfaces = actual.view.cpuInterfaces.map((cpuInterface, pe) => {
        const wanted = shown[pe]?.ICC_HPPIR1_EL1 ?? NONE_PENDING;
        const isTie = isTied(interrupts, pe, wanted, cpuInterface.ICC_HPPIR1_EL1);
        return isTie ? { ...cpuInterface, ICC_HPPIR1_EL1: wanted } : cpuInterface;
      });
      return { ...actual, view: { ...actual.view, cpuInterfaces } };
    },
  },
  {
    id: 'deactivate-from-another-vcpu',
    model: 'ICC_DIR_EL1 deactivates an SPI on whichever PE it is written.',
    kvm: 'Written on another vCPU than the one that has the interrupt it does nothing: the interrupt stays active, and is never delivered again.',
    why: 'The write is not trapped, and the hardware of that vCPU has no such list register. Mended in 2025-11 by vgic_v3_deactivate; the kernel’s own test is guest_code_asym_dir of vgic_irq.c.',
    seenOn: ['6.1', '6.12'],
    losesInterrupts: true,
    endsRun: true,
    without: (actual, at) => {
      const { action, expected } = at;
      if (action.kind !== 'deactivate' || action.pe === homeOf(action.intId, at)) return actual;
      const [stuck, others] = split(actual.view.interrupts, action.intId);
      const [freed, expectedOthers] = split(expected.view.interrupts, action.intId);
      const staysActive = stuck?.active === true && freed?.active !== true && isDeepStrictEqual(others, expectedOthers);
      if (!staysActive) return actual;
      // What is pending behind the active interrupt is neither shown nor signalled.
      return {
        ...actual,
        view: freed?.pending === true ? expected.view : { ...actual.view, interrupts: expected.view.interrupts },
      };
    },
  },
  {
    id: 'list-registers-hide',
    model: 'ICC_HPPIR1_EL1 shows the highest priority pending interrupt.',
    kvm: 'With more interrupts in flight than list registers, a pending one that is in none is not shown.',
    why: 'vgic_flush_lr_state of arch/arm64/kvm/vgic/vgic.c fills the list registers with the first of the list, active ones included; the hardware sees no more (K16).',
    seenOn: ['6.12'],
    losesInterrupts: false,
    endsRun: false,
    without: (actual, { expected }) => {
      if (!hasGuest(actual.view) || !hasGuest(expected.view)) return actual;
      const { interrupts, cpuInterfaces: shown } = expected.view;
      const cpuInterfaces = actual.view.cpuInterfaces.map((cpuInterface, pe) => {
        const wanted = shown[pe];
        const isHidden = cpuInterface.ICC_HPPIR1_EL1 === NONE_PENDING && inFlight(interrupts, pe) > LIST_REGISTERS;
        return isHidden && wanted !== undefined && !wanted.signalled
          ? { ...cpuInterface, ICC_HPPIR1_EL1: wanted.ICC_HPPIR1_EL1 }
          : cpuInterface;
      });
      return { ...actual, view: { ...actual.view, cpuInterfaces } };
    },
  },
];

/** The PE whose vCPU has an active SPI: the one that acknowledged it last, or that it is routed to. */
function homeOf(intId: number, { config, history, expected }: SeenAt): number | undefined {
  const acknowledged = predict(gicModel, config, history).map(({ observation }, index) => {
    const action = history[index];
    const isIt = action?.kind === 'acknowledge' && observation.kind === 'value' && observation.value === intId;
    return isIt ? action.pe : undefined;
  });
  const route = expected.view.interrupts.find((view) => view.intId === intId)?.route ?? 0;
  return acknowledged.findLast((pe) => pe !== undefined) ?? (route === 'any' ? 0 : route);
}

function split(
  interrupts: GicView['interrupts'],
  intId: number,
): readonly [GicView['interrupts'][number] | undefined, GicView['interrupts']] {
  return [interrupts.find((view) => view.intId === intId), interrupts.filter((view) => view.intId !== intId)];
}

/** Whether both are pending at the PE, could be delivered, and have the same priority. */
function isTied(interrupts: GicView['interrupts'], pe: number, one: number, other: number): boolean {
  const [first, second] = [one, other].map((intId) =>
    interrupts.find(
      (view) =>
        view.intId === intId &&
        view.pending &&
        !view.active &&
        view.enabled &&
        view.group === 1 &&
        (view.pe ?? view.route) === pe,
    ),
  );
  return first !== undefined && second !== undefined && first.priority === second.priority;
}

/** Whether the view has what only a guest can read. */
function hasGuest(view: StoppedView | GicView): view is GicView {
  return view.cpuInterfaces.every((cpuInterface) => 'ICC_HPPIR1_EL1' in cpuInterface);
}

/** The divergences that together explain what KVM showed; none when they do not, and an empty list when it agrees. */
export function explain(actual: Seen, at: SeenAt): readonly Divergence[] | undefined {
  const met: Divergence[] = [];
  let seen = actual;
  for (const divergence of divergences) {
    const without = divergence.without(seen, at);
    if (!isDeepStrictEqual(without, seen)) met.push(divergence);
    seen = without;
  }
  return isDeepStrictEqual(seen, at.expected) ? met : undefined;
}
