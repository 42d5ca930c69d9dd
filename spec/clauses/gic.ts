import type { Clause } from './clause.js';
import { gicQuotes } from './gic-quotes.js';

/** In our words. The section is the chapter or the register description of Arm IHI 0069 that says so. */
const said = {
  'GIC-T1': clause(
    'Interrupt lifecycle',
    'A rise of the line sets the latch of an edge-triggered interrupt (I to P, A to A+P); a level-triggered one becomes pending.',
  ),
  'GIC-T2': clause(
    'Interrupt lifecycle',
    'A fall of the line changes nothing for an edge-triggered interrupt; a level-triggered one stays pending only if its latch is set.',
  ),
  'GIC-T3': clause(
    'Interrupt lifecycle',
    'A line that is driven high again without a fall in between makes no new edge. (KVM counts every assertion.)',
    'choice',
  ),
  'GIC-T4': clause(
    'Interrupt lifecycle',
    'Edges that come while the latch is set coalesce: n pulses before an acknowledge make one.',
  ),
  'GIC-T5': clause('GICD_ISPENDR<n>', 'Writing 1 sets the latch: I to P, A to A+P, for either trigger.'),
  'GIC-T6': clause(
    'GICD_ICPENDR<n>',
    'Writing 1 clears the latch: P to I, A+P to A, for an edge-triggered interrupt even while its line is high.',
  ),
  'GIC-T7': clause(
    'ICC_IAR1_EL1',
    'The acknowledge clears the latch and makes the interrupt active: P to A; a level-triggered one whose line is high goes to A+P.',
  ),
  'GIC-T8': clause('ICC_IAR1_EL1', 'With nothing to acknowledge it reads 1023 and changes nothing.'),
  'GIC-T9': clause(
    'ICC_EOIR1_EL1',
    'With EOImode 0 it drops the running priority and deactivates: A to I, A+P to P, which can be acknowledged again at once.',
  ),
  'GIC-T10': clause(
    'ICC_EOIR1_EL1',
    'With EOImode 1 it only drops the running priority: the interrupt stays active, and is not signalled again while it is.',
  ),
  'GIC-T11': clause(
    'ICC_DIR_EL1',
    'With EOImode 1 it deactivates: A to I, A+P to P; in any order, on any PE for an SPI, and without effect on the running priority.',
  ),
  'GIC-T12': clause('ICC_DIR_EL1', 'With EOImode 0 a write is ignored.'),
  'GIC-T13': clause(
    'ICC_EOIR1_EL1, ICC_DIR_EL1',
    'Deactivating an inactive interrupt, or ending one of the special INTIDs 1020 to 1023, changes nothing.',
  ),
  'GIC-T14': {
    ...clause(
      'ICC_EOIR1_EL1',
      'Ending an INTID other than the one acknowledged last on this PE and not yet ended is UNPREDICTABLE.',
      'choice',
    ),
    outOfScope: 'UNPREDICTABLE; it is not generated. That SoftGic survives it is a test of its own.',
  },
  'GIC-T15': clause(
    'GICD_ISACTIVER<n>',
    'Writing 1 makes active (I to A, P to A+P), and leaves the running priority alone.',
  ),
  'GIC-T16': clause(
    'GICD_ICACTIVER<n>',
    'Writing 1 makes inactive (A to I, A+P to P), and leaves the running priority alone: it drops at the EOIR.',
  ),
  'GIC-T17': clause(
    'GICD_ISENABLER<n>, GICD_ICENABLER<n>',
    'Enabling and disabling change neither pending nor active; what comes while disabled is delivered when enabled.',
  ),
  'GIC-T18': clause(
    'GICD_CTLR, ICC_IGRPEN1_EL1',
    'While the group is disabled, at the distributor or at the PE, interrupts become pending but IAR1 and HPPIR1 read 1023; enabling delivers them.',
  ),
  'GIC-T19': clause(
    'ICC_PMR_EL1',
    'An interrupt is signalled only if its priority is higher (a lower number) than the mask; a masked one stays pending, and HPPIR1 shows it.',
  ),
  'GIC-T20': clause(
    'GICD_IGROUPR<n>',
    'An interrupt of group 0 becomes pending but neither IAR1 nor HPPIR1 shows it; in group 1 it is delivered.',
  ),
  'GIC-T21': clause(
    'GICD_IROUTER<n>',
    'An SPI is forwarded to the PE that its route names, and to no other; a new route takes along what is pending.',
  ),
  'GIC-T22': clause(
    'GICD_ICFGR<n>',
    'A change of the trigger of a disabled interrupt keeps line and latch, and pending follows from them. The architecture leaves an interrupt that was pending in an UNKNOWN pending state: it promises nothing.',
    'choice',
  ),
  'GIC-T23': clause(
    'GICD_IPRIORITYR<n>',
    'A new priority counts at once. Of an interrupt that is pending, the architecture lets the old one count for a finite time.',
    'choice',
  ),
  'GIC-T24': clause(
    'Interrupt prioritization',
    'An interrupt preempts only if its group priority is higher than the running one; nested interrupts end in reverse order.',
  ),
  'GIC-T25': clause(
    'GICD_ISPENDR<n>, GICD_ISACTIVER<n>, GICR_ISENABLER0, ICC_IGRPEN1_EL1, ICC_AP1R<n>_EL1',
    'After a reset no SPI has a latch or is active, no PPI is enabled, nothing runs, and every CPU interface is closed.',
  ),
  'GIC-T26': clause(
    'ICC_DIR_EL1',
    'With EOImode 1 it deactivates before the EOIR, too: the running priority and AP1R0 stay until the EOIR, which then only drops them.',
  ),
  'GIC-T27': clause(
    'GICD_IGROUPR<n>',
    'A new group counts at once. Of an interrupt that is pending, the architecture lets the old one count for a finite time.',
    'choice',
  ),
  'GIC-T28': clause(
    'GICD_IGROUPR<n>, GICD_IPRIORITYR<n>',
    'An interrupt whose group or priority is written while it is pending is neither lost nor handled more than once.',
  ),
  'GIC-T29': clause(
    'GICD_IROUTER<n>',
    'An SPI routed to an affinity that no PE has stays pending and is not forwarded. Early issues ask for that; later ones also allow to take the affinity for that of an UNKNOWN PE.',
    'choice',
  ),
  'GIC-T30': clause(
    'GICD_IROUTER<n>',
    'With Interrupt_Routing_Mode an SPI is offered to every PE until one of them acknowledges it. A GIC may choose one.',
    'choice',
  ),
  'GIC-T31': clause(
    'GICD_ISENABLER<n>, GICD_IROUTER<n>, GICR_ISACTIVER0, GICR_ISPENDR0 and others',
    'After a reset every interrupt is also disabled and inactive, of priority 0 and routed to PE 0, and each PE has mask 0, the least binary point and EOImode 0. Of these the architecture leaves most UNKNOWN.',
    'choice',
  ),
  'GIC-Ia': clause(
    'Interrupt lifecycle',
    'No edge is lost: after an edge the interrupt is pending until an acknowledge, ICPENDR, a restore or a reset.',
  ),
  'GIC-Ib': clause(
    'Interrupt lifecycle',
    'An edge-triggered interrupt is acknowledged at most once for an edge or a write to ISPENDR.',
  ),
  'GIC-Ic': clause(
    'Interrupt lifecycle',
    'After the last edge it is acknowledged at least once, as soon as it is enabled, unmasked, and its last activation has ended.',
  ),
  'GIC-Id': clause('ICC_EOIR1_EL1, ICC_DIR_EL1', 'Neither clears the latch: what was pending is pending after them.'),
  'GIC-Ie': clause(
    'Interrupt prioritization',
    'Enables, groups, priorities, masks and routes change neither pending nor active.',
  ),
  'GIC-If': clause(
    'GICD_ICPENDR<n>',
    'A level-triggered interrupt whose line is high stays pending, whatever is written to ICPENDR.',
  ),
  'GIC-Ig': clause(
    'ICC_RPR_EL1, ICC_AP1R0_EL1',
    'They change only by an acknowledge, an EOIR, a write of AP1R0, a restore or a reset.',
  ),
  'GIC-R1': clause(
    'The programmers’ model',
    'Offsets that do not exist, interrupts that are not implemented and reserved bits read as zero and ignore writes, without an exception.',
  ),
  'GIC-R2': clause(
    'The programmers’ model',
    'IPRIORITYR takes accesses of one and four bytes, IROUTER of four and eight, GICR_TYPER of four and eight, all else of four; what another access does is left open, and is ignored here.',
    'choice',
  ),
  'GIC-R3': clause(
    'GICD_IPRIORITYR<n>, ICC_PMR_EL1, ICC_BPR1_EL1',
    'Priority bits that are not implemented read as zero; a binary point below the least one sets the least.',
  ),
  'GIC-S1': clause(
    'Power management',
    'A GIC whose state was saved and restored cannot be told from one that was left alone, by any further actions.',
  ),
} as const satisfies Record<string, Clause>;

/**
 * What the GICv3 architecture says of one interrupt's life: T1 to T31 are events, Ia to Ig what holds along every run.
 * A state is Inactive (I), Pending (P), Active (A), or Active and Pending (A+P); pending means that the latch is set, or
 * that the interrupt is level-triggered and its line is high. SGIs, LPIs, the Secure state and acknowledging group 0 are
 * out of scope throughout.
 */
export const gicClauses = withQuotes(said);

/** Each with its words, where a register description has some. */
function withQuotes<Said extends Record<keyof typeof gicQuotes, Clause>>(
  clauses: Said,
): { readonly [Id in keyof Said]: Clause } {
  const quotes: Readonly<Record<string, Pick<Clause, 'quote' | 'issue'>>> = gicQuotes;
  return Object.fromEntries(Object.entries<Clause>(clauses).map(([id, one]) => [id, { ...one, ...quotes[id] }])) as {
    readonly [Id in keyof Said]: Clause;
  };
}

function clause(section: string, says: string, kind: Clause['class'] = 'MUST'): Clause {
  return { source: 'IHI 0069', section, says, class: kind, binds: 'gic' };
}
