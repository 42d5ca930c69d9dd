import { namedDrivers, namedSystems, safetyRules, type Language } from '../../model/index.js';
import { layers, lifecycleFaults, type Mutant } from '../../properties/index.js';
import { profileText } from '../matrix/select.js';
import type { Entry } from './entry.js';

/** The systems of the matrix. */
export const systemEntries = (): readonly Entry[] =>
  namedSystems.map(({ name, title, choices, source, inferred, remark, seen }) => ({
    name,
    kind: 'system of the matrix',
    facts: [
      ['says', title],
      ['choices', profileText(choices)],
      ['inferred', inferred.join(', ')],
      ['source', source],
      ['remark', remark],
      ['seen', seen?.what ?? ''],
      ['see it', `npx irqline matrix --profile ${name}`],
    ],
  }));

/** The ways in which drivers that exist handle the interrupt. */
export const driverEntries = (): readonly Entry[] =>
  namedDrivers.map(({ name, driver, source }) => ({
    name,
    kind: 'driver of the matrix',
    facts: [
      ['choice', `driver=${driver}`],
      ['source', source],
      ['see it', `npx irqline matrix --profile irqline,driver=${name}`],
    ],
  }));

/** What a design has to keep to be SAFE. */
export const safetyRuleEntries = (): readonly Entry[] =>
  safetyRules.map(({ id, text }) => ({
    name: id,
    kind: 'rule that a SAFE design keeps',
    facts: [
      ['says', text],
      ['told in', 'docs/findings.md'],
    ],
  }));

/** Public bugs by their number: `V-n` of virtio-MMIO, `G-n` of a GIC. */
export function faultEntries(): readonly Entry[] {
  const mutants = layers.flatMap((kit) => kit.mutants);
  const races = new Map(lifecycleFaults.map((fault) => [fault.id as string, fault]));
  return Array.from(new Set([...mutants.flatMap(bugsOf), ...races.keys()]), (number) => {
    const lifecycle = races.get(number);
    const race = lifecycle?.race ?? undefined;
    const its = mutants.filter((mutant) => bugsOf(mutant).includes(number) || lifecycle?.mutants.includes(mutant.id));
    return {
      name: number,
      kind: `public bug of ${number.startsWith('V') ? 'a virtio-MMIO device or its driver' : 'a GIC'}`,
      facts: [
        ['what goes wrong', lifecycle?.what ?? its.map(({ what }) => what).join(' ')],
        ['where', lifecycle?.source ?? Array.from(new Set(its.map(({ source }) => source))).join('; ')],
        ['mutants', its.map(({ id }) => id).join(', ')],
        ['example', race === undefined ? '' : `${race.system}, ${profileText(race.profile)}`],
        ['see it', seeIt(number, race !== undefined, its[0]?.id)],
      ],
    };
  });
}

/** The bug that a mutant has, and those that its source calls alike. */
const bugsOf = ({ fault, source }: Mutant<Language>): readonly string[] => [
  ...(fault === 'shipped' || fault === 'planted' ? [] : [fault]),
  ...(source.match(/\b[VG]-\d+\b/g) ?? []),
];

function seeIt(number: string, isRace: boolean, mutant: string | undefined): string {
  if (isRace) return `npx irqline matrix --lifecycle ${number}`;
  return mutant === undefined ? '' : `npx irqline check --mutant ${mutant}`;
}
