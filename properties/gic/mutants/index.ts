import { SoftGic, type GicSize, type SoftGicParts } from '../../../impl/index.js';
import type { GicLanguage } from '../../../model/index.js';
import type { Mutant } from '../../kit.js';
import { softGic } from '../soft-gic-subject.js';
import * as cpu from './cpu-interfaces.js';
import * as interrupts from './interrupts.js';
import * as saved from './saved-states.js';

type Fault = Omit<Mutant<GicLanguage>, 'subject'> & { readonly make: (size: GicSize) => SoftGic };

type InterruptsClass = new (...of: Parameters<SoftGicParts['interrupts']>) => ReturnType<SoftGicParts['interrupts']>;
type CpuClass = new (...of: Parameters<SoftGicParts['cpuInterfaces']>) => ReturnType<SoftGicParts['cpuInterfaces']>;

const withInterrupts =
  (Faulty: InterruptsClass): Fault['make'] =>
  (size) =>
    new SoftGic(size, { interrupts: (...of) => new Faulty(...of) });

const withCpu =
  (Faulty: CpuClass): Fault['make'] =>
  (size) =>
    new SoftGic(size, { cpuInterfaces: (...of) => new Faulty(...of) });

const faults: readonly Fault[] = [
  {
    id: 'edge-not-resignalled',
    fault: 'G-1',
    source: 'Linux vgic.c, "KVM: arm/arm64: VGIC: Kick VCPUs when queueing already pending IRQs"',
    what: 'An edge that comes while its interrupt is active is latched, but not signalled after the EOIR.',
    killedBy: 'what-is-due-is-signalled',
    make: withInterrupts(interrupts.EdgeNotResignalled),
  },
  {
    id: 'latch-survives-acknowledge',
    fault: 'G-2',
    source: 'au-ts/libvmm PR 257 "clear IRQ pending when loaded to hw list"',
    what: 'The acknowledge leaves the latch set.',
    killedBy: 'acknowledge-activates',
    make: withInterrupts(interrupts.LatchSurvivesAcknowledge),
  },
  {
    id: 'edge-while-disabled-dropped',
    fault: 'G-3',
    source: 'au-ts/libvmm issue 56 "VGIC bug + active and pending state emulation"',
    what: 'An edge that comes while the interrupt is disabled is dropped.',
    killedBy: 'wires-make-pending',
    make: withInterrupts(interrupts.EdgeWhileDisabledDropped),
  },
  {
    id: 'disable-deactivates',
    fault: 'G-4',
    source: 'bao-project/bao-hypervisor 371 "disabling an active HW interrupt orphans it"',
    what: 'ICENABLER loses the active state, and the EOIR finds nothing.',
    killedBy: 'gates-keep-the-state',
    make: withInterrupts(interrupts.DisableDeactivates),
  },
  {
    id: 'enable-latches-the-level',
    fault: 'G-5',
    source: 'QEMU 110684c9a69a "hw/intc/arm_gic: fix spurious level triggered interrupts"',
    what: 'ISENABLER with a high line sets the latch, so that a spurious interrupt follows the fall of the line.',
    killedBy: 'wires-make-pending',
    make: withInterrupts(interrupts.EnableLatchesTheLevel),
  },
  {
    id: 'restore-sets-only',
    fault: 'G-6',
    source: 'QEMU b10bd4bd17ac "arm_gicv3_kvm: Write all 1\'s to clear enable/active"',
    what: 'A restore writes 0 to write-one-to-clear registers, and stale enable and active bits survive.',
    killedBy: 'restore-is-invisible',
    make: (size) => new saved.RestoreSetsOnly(size),
  },
  {
    id: 'fall-while-active-ignored',
    fault: 'G-7',
    source: 'Linux 67b5b673ad4d "vgic: Disallow Active+Pending for level interrupts"',
    what: 'A line that falls while its interrupt is active leaves it pending: a storm.',
    killedBy: 'wires-make-pending',
    make: withInterrupts(interrupts.FallWhileActiveIgnored),
  },
  {
    id: 'level-of-the-acknowledge-returns',
    fault: 'G-8',
    source: 'Linux "KVM: arm64: vgic: Resample HW pending state on deactivation"',
    what: 'The deactivation makes pending what was pending at the acknowledge, though the line has fallen since.',
    killedBy: 'end-keeps-pending',
    make: withInterrupts(interrupts.LevelOfTheAcknowledgeReturns),
  },
  {
    id: 'fifth-end-is-lost',
    fault: 'G-9',
    source: 'Linux 3cfd59f81e0f "KVM: arm64: GICv3: Handle LR overflow when EOImode==0"',
    what: 'The EOIR of an interrupt that found no list register does not deactivate it.',
    killedBy: 'end-deactivates',
    make: withCpu(cpu.FifthEndIsLost),
  },
  {
    id: 'end-hits-the-first',
    fault: 'G-10',
    source: 'Linux, kvmarm-fixes-7.0-3: the EOIcount walk starts at the head of the ap_list',
    what: 'With more active than list registers, the EOIR deactivates another interrupt.',
    killedBy: 'end-deactivates',
    make: withCpu(cpu.EndHitsTheFirst),
  },
  {
    id: 'deactivate-elsewhere-ignored',
    fault: 'G-11',
    source: 'Linux vgic_v3_deactivate, selftest guest_code_asym_dir',
    what: 'DIR on another PE than the one that took the interrupt is ignored.',
    killedBy: 'end-deactivates',
    make: withCpu(cpu.DeactivateElsewhereIgnored),
  },
  {
    id: 'latch-before-trigger',
    fault: 'G-12',
    source: 'Linux 8694e4da66a6 "KVM: arm/arm64: Remove struct vgic_irq pending field"',
    what: 'Pending is cached, so that ISPENDR restored before ICFGR is lost.',
    killedBy: 'restore-is-invisible',
    make: (size) => new saved.LatchBeforeTrigger(size),
  },
  {
    id: 'active-read-is-stale',
    fault: 'G-13',
    source: 'Linux "KVM: arm64: vgic: Synchronize the whole guest on GIC{D,R}_I{S,C}ACTIVER read"',
    what: 'ISACTIVER does not show what has just been acknowledged.',
    killedBy: 'acknowledge-activates',
    make: withInterrupts(interrupts.ActiveReadIsStale),
  },
  {
    id: 'first-spis-not-active',
    fault: 'G-14',
    source: 'Linux "KVM: arm/arm64: vgic: Fix limit condition when writing to GICD_I[CS]ACTIVER"',
    what: 'An off-by-one takes INTIDs 32 to 63 for private ones, and ISACTIVER ignores them.',
    killedBy: 'writes-take',
    make: withInterrupts(interrupts.FirstSpisCannotBeMadeActive),
  },
  {
    id: 'level-while-disabled-unseen',
    fault: 'G-15',
    source: 'Linux "KVM: arm/arm64: vgic: Reevaluate level sensitive interrupts on enable"',
    what: 'Enabling uses the level that the line had when the interrupt was disabled.',
    killedBy: 'wires-make-pending',
    make: withInterrupts(interrupts.LevelWhileDisabledUnseen),
  },
  {
    id: 'level-saved-as-latch',
    fault: 'G-16',
    source: 'Linux "KVM: arm64: vgic: Don\'t read a HW interrupt pending state in user context"',
    what: 'The saved ISPENDR is latch or line, so that after a restore the interrupt stays pending for ever.',
    killedBy: 'wires-make-pending',
    make: (size) => new saved.LevelSavedAsLatch(size),
  },
  {
    id: 'restore-keeps-latches',
    fault: 'G-17',
    source: 'Linux "KVM: arm64: vgic-v2: Only use the virtual state when userspace accesses pending bits"',
    what: 'Userspace writes ISPENDR as write-one-to-set: zeros clear nothing.',
    killedBy: 'restore-is-invisible',
    make: (size) => new saved.RestoreKeepsLatches(size),
  },
  {
    id: 'line-halves-exchanged',
    fault: 'G-18',
    source: 'Linux "KVM: arm64: vgic-v3: Use u32 to manage the line level from userspace"',
    what: 'The saved lines are mixed up between the halves of a word.',
    killedBy: 'restore-is-invisible',
    make: (size) => new saved.LinesHalvesExchanged(size),
  },
  {
    id: 'either-enable-opens-both',
    fault: 'G-19',
    source: 'kvmarm "KVM: arm64: Fix interrupt group enablement" (not merged)',
    what: 'One enable gates both groups, so that EnableGrp0 delivers group 1.',
    killedBy: 'what-is-due-is-signalled',
    make: withCpu(cpu.EitherEnableOpensBoth),
  },
  {
    id: 'acknowledge-clears-the-level',
    fault: 'G-20',
    source: 'gem5 gic_v3_distributor.cc, activateIRQ',
    what: 'The acknowledge clears pending although the line is high, and the level is lost.',
    killedBy: 'acknowledge-activates',
    make: withInterrupts(interrupts.AcknowledgeClearsTheLevel),
  },
  {
    id: 'fall-clears-the-latch',
    fault: 'G-20',
    source: 'gem5 gic_v3_distributor.cc, deassertSPI and clearInt',
    what: 'A falling line clears what was written to ISPENDR.',
    killedBy: 'wires-make-pending',
    make: withInterrupts(interrupts.FallClearsTheLatch),
  },
  {
    id: 'enable-does-not-arbitrate',
    fault: 'G-20',
    source: 'gem5 gic_v3_distributor.cc: the write of ISENABLER returns without update()',
    what: 'Enabling a pending interrupt does not signal it.',
    killedBy: 'what-is-due-is-signalled',
    make: withInterrupts(interrupts.EnableDoesNotArbitrate),
  },
  {
    id: 'ppis-first',
    fault: 'G-21',
    source: 'gem5 3093d65ad37a "dev-arm: Rewrite GICv3 update"',
    what: 'PPIs do not compete with SPIs of a higher priority.',
    killedBy: 'acknowledge-takes-the-highest',
    make: withCpu(cpu.PpisFirst),
  },
  {
    id: 'mask-ignored',
    fault: 'G-22',
    source: 'microsoft/openvmm PR 4319',
    what: 'IAR1 gives an interrupt that the priority mask holds back.',
    killedBy: 'acknowledge-takes-the-highest',
    make: withCpu(cpu.MaskIgnored),
  },
  {
    id: 'nothing-resignalled',
    fault: 'G-23',
    source: 'machineware-gmbh/vcml PR 36 "Fix gic update bug"',
    what: 'Nothing is arbitrated at an EOIR, and what came meanwhile waits for another event.',
    killedBy: 'what-is-due-is-signalled',
    make: withInterrupts(interrupts.NothingResignalled),
  },
  {
    id: 'level-not-resignalled',
    fault: 'G-24',
    source: 'freebsd/freebsd-src PR 2437 "vgic_v3: Set EOI for level-triggered interrupts"',
    what: 'A line that is still high at the EOIR is not delivered again.',
    killedBy: 'what-is-due-is-signalled',
    make: withInterrupts(interrupts.LevelNotResignalled),
  },
  {
    id: 'offer-stays-behind',
    fault: 'G-25',
    source: 'QEMU "hw/intc/arm_gic: Fix set pending of PPIs", "Fix writes to GICD_ITARGETSRn" (2024-05)',
    what: 'A new route leaves a pending interrupt at the old PE.',
    killedBy: 'what-is-due-is-signalled',
    make: withInterrupts(interrupts.OfferStaysBehind),
  },
  {
    id: 'restored-latch-counts-twice',
    fault: 'G-26',
    source: 'Linux "KVM: arm/arm64: vgic: Don\'t rely on the wrong pending table" (2019)',
    what: 'What was pending at the save is delivered twice after the restore.',
    killedBy: 'acknowledge-activates',
    make: withInterrupts(interrupts.RestoredLatchCountsTwice),
  },
  {
    id: 'trigger-in-the-lower-bit',
    fault: 'G-27',
    source: 'OP-TEE issue 2719',
    what: 'ICFGR has the trigger in bit 2n instead of 2n+1.',
    killedBy: 'trigger-keeps-the-latch',
    make: withInterrupts(interrupts.TriggerInTheLowerBit),
  },
  {
    id: 'disable-disables-all',
    fault: 'G-27',
    source: 'TF-A tf-issues 137 and 570',
    what: 'ICENABLER written back with what it read disables every interrupt of the word.',
    killedBy: 'only-what-is-named-changes',
    make: withInterrupts(interrupts.DisableDisablesAll),
  },
];

/** SoftGic with one real fault each. */
export const gicMutants: readonly Mutant<GicLanguage>[] = faults.map(({ make, ...fault }) => ({
  ...fault,
  subject: () => softGic(fault.id, make),
}));
