import { deviceRules, gicRules } from '../../model/index.js';
import { clauseCoverage, gicScenarios, layers, type GicScenario } from '../../properties/index.js';
import { errorCatalogue, type Clause } from '../../spec/index.js';
import type { Entry, Fact } from './entry.js';

/** What the standards say. */
export const clauseEntries = (): readonly Entry[] =>
  clauseCoverage().map(({ id, clause, rules, properties, status, reason }) => ({
    name: id,
    kind: 'clause of a standard',
    facts: [
      ['says', clause.says],
      ['in its words', quoted(clause)],
      ['source', `${clause.source}, ${clause.section}`],
      ['class', `${clause.class}, binds the ${clause.binds}`],
      ['model', rules.join(', ')],
      ['properties', properties.join(', ')],
      ['status', reason === undefined ? status : `${status}: ${reason}`],
    ],
  }));

const quoted = ({ quote, issue }: Clause): string =>
  quote === undefined ? '' : `“${quote}”${issue === undefined ? '' : ` (${issue})`}`;

/** The functions of the model that express clauses. */
export const modelRuleEntries = (): readonly Entry[] =>
  [
    { layer: 'device', rules: deviceRules },
    { layer: 'gic', rules: gicRules },
  ].flatMap(({ layer, rules }) =>
    rules.map(({ rule, clauses }) => ({
      name: rule.name,
      kind: 'function of the model',
      facts: [
        ['layer', layer],
        ['expresses', clauses.join(', ')],
      ],
    })),
  );

/** What is judged of every run. */
export const propertyEntries = (): readonly Entry[] =>
  layers.flatMap((kit) =>
    kit.properties.map((property) => ({
      name: property.id,
      kind: 'property that check judges by',
      facts: [
        ['says', property.title],
        ['layer', kit.model.layer],
        ['clauses', property.clauses.join(', ')],
        ['because', property.because],
        ['unchecked', property.unchecked],
        ['witnesses', property.witnesses.map((witness) => witness.name).join('; ')],
      ],
    })),
  );

/** Real faults, each put into our own implementation. */
export const mutantEntries = (): readonly Entry[] =>
  layers.flatMap((kit) =>
    kit.mutants.map((mutant) => ({
      name: mutant.id,
      kind: `mutant: a ${mutant.fault === 'planted' ? 'planted' : 'real'} fault, put into our own implementation`,
      facts: [
        ['what goes wrong', mutant.what],
        ['layer', kit.model.layer],
        ['where', mutant.source],
        ['fault', mutant.fault],
        ['found by', mutant.killedBy],
        ['see it', `npx irqline check --mutant ${mutant.id}`],
      ],
    })),
  );

/** The named runs of a GIC: each as one, and those of a name together. */
export const scenarioEntries = (): readonly Entry[] =>
  Array.from(new Set(gicScenarios.map(({ name }) => name)), (name) => {
    const scenarios = gicScenarios.filter((scenario) => scenario.name === name);
    return [name, ...scenarios.map(({ id }) => id)].map((called) => ({
      name: called,
      kind: 'scenario of a GIC',
      facts: [
        ['shows', Array.from(new Set(scenarios.filter(isCalled(called)).map(({ what }) => what))).join(' ')],
        ['variants', called === name ? scenarios.map(({ id }) => id).join(', ') : ''],
        ['run it', `npx irqline diff --only '${called === name ? `${name}/*` : called}'`],
      ] satisfies readonly Fact[],
    }));
  }).flat();

const isCalled =
  (called: string) =>
  ({ name, id }: GicScenario): boolean =>
    name === called || id === called;

/** What can go wrong with irqline itself, or with how it is called. */
export const errorEntries = (): readonly Entry[] =>
  Object.entries(errorCatalogue).map(([code, { meaning, fix }]) => ({
    name: code,
    kind: 'error of irqline',
    facts: [
      ['meaning', meaning],
      ['what to do', fix],
    ],
  }));
