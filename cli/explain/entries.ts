import type { Entry } from './entry.js';
import {
  clauseEntries,
  errorEntries,
  modelRuleEntries,
  mutantEntries,
  propertyEntries,
  scenarioEntries,
} from './of-checks.js';
import { driverEntries, faultEntries, safetyRuleEntries, systemEntries } from './of-designs.js';
import {
  choiceEntries,
  gicRegisterEntries,
  parameterEntries,
  qemuNoteEntries,
  unpredictableEntries,
} from './of-gic.js';
import { callEntries, documentedEntries, noteEntries, qemuEntries } from './of-kvm.js';

/** Everything that has a name in what irqline prints or in its documents. */
export const allEntries = (): readonly Entry[] => [
  ...clauseEntries(),
  ...propertyEntries(),
  ...mutantEntries(),
  ...modelRuleEntries(),
  ...faultEntries(),
  ...safetyRuleEntries(),
  ...systemEntries(),
  ...driverEntries(),
  ...scenarioEntries(),
  ...noteEntries(),
  ...documentedEntries(),
  ...qemuEntries(),
  ...qemuNoteEntries(),
  ...unpredictableEntries(),
  ...choiceEntries(),
  ...parameterEntries(),
  ...gicRegisterEntries(),
  ...callEntries(),
  ...errorEntries(),
];

/** The entries by their name; where several have one, all of them. */
export function entriesByName(): Readonly<Record<string, readonly Entry[]>> {
  const byName: Record<string, Entry[]> = {};
  for (const entry of allEntries()) (byName[entry.name] ??= []).push(entry);
  return byName;
}
