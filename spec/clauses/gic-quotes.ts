import type { Clause } from './clause.js';

/** The issues of Arm's register descriptions, which IHI 0069 prints as well, that the words are from. */
const issues = {
  b: 'DDI 0595 B',
  c: 'DDI 0595 C',
  h: 'DDI 0595 H',
  d0601: 'DDI 0601 D',
  e0601: 'DDI 0601 E',
  f0601: 'DDI 0601 F',
  v83: 'system registers of Armv8.3, beta 5',
  v85: 'system registers of Armv8.5, beta 10',
  march2024: 'A-profile registers of 2024-03',
} as const;

type Quoted = Required<Pick<Clause, 'quote' | 'issue'>>;

const quoted = (issue: keyof typeof issues, quote: string): Quoted => ({ quote, issue: issues[issue] });

const EITHER = 'an interrupt that is pending at the time of the write uses either the old value or the new value';

/** What a register description says in its own words, by the clause that relies on it. */
export const gicQuotes = {
  'GIC-T5': quoted(
    'h',
    'If written, changes the state of the corresponding interrupt from inactive to pending, or from active to active and pending.',
  ),
  'GIC-T6': quoted(
    'march2024',
    'If written, changes the state of the corresponding interrupt from pending to inactive, or from active and pending to active.',
  ),
  'GIC-T7': quoted(
    'v83',
    'The PE reads this register to obtain the INTID of the signaled Group 1 interrupt. This read acts as an acknowledge for the interrupt.',
  ),
  'GIC-T8': quoted(
    'v83',
    'If the highest priority pending interrupt is not observable, this field contains a special INTID to indicate the reason.',
  ),
  'GIC-T9': quoted(
    'b',
    'a write to this register drops the priority for the interrupt, and also deactivates the interrupt',
  ),
  'GIC-T10': quoted(
    'b',
    'a write to this register only drops the priority for the interrupt. Software must write to ICC_DIR_EL1 to deactivate the interrupt.',
  ),
  'GIC-T11': quoted(
    'b',
    'When interrupt priority drop is separated from interrupt deactivation, a write to this register deactivates the specified interrupt.',
  ),
  'GIC-T12': quoted('b', 'When EOImode == 0. GICv3 implementations must ignore such writes.'),
  'GIC-T13': quoted('v85', 'A write of a Special INTID is ignored.'),
  'GIC-T14': quoted(
    'v85',
    'A write to this register must correspond to the most recent valid read by this PE from an Interrupt Acknowledge Register',
  ),
  'GIC-T15': quoted(
    'e0601',
    'If written, activates the corresponding interrupt, if the interrupt is not already active.',
  ),
  'GIC-T16': quoted('f0601', 'If written, deactivates the corresponding interrupt, if the interrupt is active.'),
  'GIC-T17': quoted('f0601', 'If written, enables forwarding of the corresponding interrupt.'),
  'GIC-T19': quoted(
    'c',
    'Only interrupts with a higher priority than the value in this register are signaled to the PE.',
  ),
  'GIC-T21': quoted('c', 'Interrupts routed to the PE specified by a.b.c.d.'),
  'GIC-T22': quoted(
    'd0601',
    'at a time when there is a pending interrupt will leave the interrupt in an UNKNOWN pending state',
  ),
  'GIC-T23': quoted('march2024', EITHER),
  'GIC-T25': quoted('h', 'This field resets to 0.'),
  'GIC-T26': quoted(
    'b',
    'The interrupt will be de-activated by the Distributor, however the active priority in the CPU interface for the interrupt will remain set',
  ),
  'GIC-T27': quoted('march2024', EITHER),
  'GIC-T28': quoted('march2024', 'must ensure that the interrupt is neither lost nor handled more than one time'),
  'GIC-T29': quoted('c', 'it will not be forwarded to any PE and will remain pending'),
  'GIC-T30': quoted('c', 'Interrupts routed to any PE defined as a participating node.'),
  'GIC-T31': quoted('f0601', 'This field resets to an architecturally UNKNOWN value.'),
  'GIC-R1': quoted('d0601', 'Fields corresponding to unimplemented interrupts are RAZ/WI.'),
  'GIC-R2': quoted('march2024', 'These registers are byte-accessible.'),
  'GIC-R3': quoted('h', 'Unimplemented priority bits are RAZ/WI.'),
} as const;
