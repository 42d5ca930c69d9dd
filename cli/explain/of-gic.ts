import { qemuNotes } from '../../kvm-backend/index.js';
import { unpredictable, type GicBehaviour } from '../../model/index.js';
import { choices } from '../../properties/vectors/choices.js';
import { clauses } from '../../spec/index.js';
import type { Entry, Fact } from './entry.js';

/** What was noted of QEMU's GIC: `Q1`. */
export const qemuNoteEntries = (): readonly Entry[] =>
  Object.entries(qemuNotes).map(([name, { says, finding, losesInterrupts, seeIt }]) => ({
    name,
    kind: "note on QEMU's GIC, made from reading its source",
    facts: [
      ['says', says],
      ['finding', finding],
      ['loses interrupts', losesInterrupts],
      ['see it', seeIt],
      ['told in', 'docs/gic.md and docs/qemu.md'],
    ],
  }));

/** What no run of a GIC contains, since the architecture does not say what comes of it: `tie`. */
export const unpredictableEntries = (): readonly Entry[] =>
  unpredictable.map(({ id, what, section }) => ({
    name: id,
    kind: 'use of a GIC that no run contains',
    facts: [
      ['is', what],
      ['source', section.startsWith('no register') ? section : `IHI 0069, ${section}`],
      ['told in', 'docs/gic.md'],
    ],
  }));

/** What a standard leaves to the implementation, and a configuration says: `levelLatchClearedBy`. */
export const choiceEntries = (): readonly Entry[] =>
  Object.entries(choices).flatMap(([layer, ofLayer]) =>
    ofLayer.map(({ name, what, clauses: about, values }) => ({
      name,
      kind: 'choice of an implementation',
      facts: [
        ['layer', layer],
        ['is', what],
        ['values', `${values.join(', ')}; our own makes the first`],
        ['clauses', about.join(', ')],
      ],
    })),
  );

/** The parameters of a GIC that are no choice between a few values. */
const otherParameters = {
  listRegisters:
    'The registers through which a hypervisor gives interrupts to a vCPU: how many, and what becomes of more interrupts; none when left out',
  unspecified:
    'What the architecture leaves open, and the runs of this GIC do not meet, by names; nothing when left out',
} as const satisfies Partial<Record<keyof GicBehaviour, string>>;

export const parameterEntries = (): readonly Entry[] =>
  Object.entries(otherParameters).map(([name, what]) => ({
    name,
    kind: 'parameter of a GIC',
    facts: [
      ['is', what],
      ['told in', 'docs/gic.md'],
    ],
  }));

/** The registers that a clause of the GIC is about: `GICD_ICPENDR`. */
export function gicRegisterEntries(): readonly Entry[] {
  const byRegister = new Map<string, Fact[]>();
  for (const [id, { section, says }] of Object.entries(clauses)) {
    for (const register of section.match(/\b(?:GIC[DR]|ICC)_[A-Z][A-Z0-9]+(?:_EL1)?/g) ?? []) {
      byRegister.set(register, [...(byRegister.get(register) ?? []), [id, says]]);
    }
  }
  return Array.from(byRegister, ([name, facts]) => ({ name, kind: 'register of the GIC', facts }));
}
