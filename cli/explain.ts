import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { clauseCoverage, layers } from '../properties/index.js';
import { errorCatalogue } from '../spec/index.js';
import { byName } from './nearest.js';

/** `irqline explain`: what a clause, an error, a property or a mutant is, and who says so. */
export function explainCommand(): CommandUnknownOpts {
  return new Command('explain')
    .description('say what a clause, an error, a property or a mutant is, and where it comes from')
    .argument('<name>', 'VIRTIO-N2, GIC_REFUSED, reset-clears, reset-keeps-status, …')
    .addHelpText(
      'after',
      '\nExamples:\n  irqline explain VIRTIO-N2\n  irqline explain GIC_REFUSED\n  irqline explain reset-keeps-status',
    )
    .action((name) => console.log(byName('nothing called', name, explanations())()));
}

function explanations(): Readonly<Record<string, () => string>> {
  const properties = layers.flatMap((kit) => kit.properties.map((property) => ({ layer: kit.model.layer, property })));
  return Object.fromEntries([
    ...clauseCoverage().map((row) => [
      row.id,
      () =>
        lines(row.id, [
          ['says', row.clause.says],
          ['source', `${row.clause.source}, ${row.clause.section}`],
          ['class', `${row.clause.class}, binds the ${row.clause.binds}`],
          ['model', row.rules.join(', ')],
          ['properties', row.properties.join(', ')],
          ['status', row.reason === undefined ? row.status : `${row.status}: ${row.reason}`],
        ]),
    ]),
    ...Object.entries(errorCatalogue).map(([code, entry]) => [
      code,
      () =>
        lines(code, [
          ['meaning', entry.meaning],
          ['what to do', entry.fix],
        ]),
    ]),
    ...properties.map(({ layer, property }) => [
      property.id,
      () =>
        lines(property.id, [
          ['says', property.title],
          ['layer', layer],
          ['clauses', property.clauses.join(', ')],
          ['because', property.because],
          ['unchecked', property.unchecked],
          ['witnesses', property.witnesses.map((witness) => witness.name).join('; ')],
        ]),
    ]),
    ...layers.flatMap((kit) =>
      kit.mutants.map((mutant) => [
        mutant.id,
        () =>
          lines(mutant.id, [
            ['what goes wrong', mutant.what],
            ['where', mutant.source],
            ['fault', mutant.fault],
            ['killed by', mutant.killedBy],
            ['see it', `npx irqline check --mutant ${mutant.id}`],
          ]),
      ]),
    ),
  ] as [string, () => string][]);
}

function lines(title: string, entries: readonly (readonly [string, string])[]): string {
  const shown = entries.filter(([, value]) => value !== '');
  const width = Math.max(...shown.map(([key]) => key.length));
  return [pc.bold(title), ...shown.map(([key, value]) => `  ${key.padEnd(width)}  ${value}`)].join('\n');
}
