import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { entriesByName } from './explain/entries.js';
import { entriesAsJson, entriesAsText } from './explain/entry.js';
import { byName } from './nearest.js';

const WHERE_NAMES_ARE =
  'docs/clauses.md, docs/kvm.md, and the verbs `mutants` (also those of properties and bugs) and `matrix`';

/** `irqline explain`: what has this name, and who says so; where several things have it, all of them. */
export function explainCommand(): CommandUnknownOpts {
  return new Command('explain')
    .description('say what a clause, property, mutant, bug, quirk, rule, system or error is, and where it comes from')
    .argument('<name>', 'VIRTIO-N2, reset-clears, reset-keeps-status, V-14, K1, atomic-update, crosvm, GIC_REFUSED, …')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExamples:\n  irqline explain VIRTIO-N2            a clause of a standard\n  irqline explain reset-clears         a property, of the two layers that have it\n  irqline explain reset-keeps-status   a mutant\n  irqline explain V-14                 a public bug\n  irqline explain K1                   a note on KVM\n  irqline explain GIC_REFUSED          an error',
    )
    .action((name, { json }) => {
      const entries = byName('nothing called', name, entriesByName(), WHERE_NAMES_ARE);
      console.log((json === true ? entriesAsJson : entriesAsText)(name, entries));
    });
}
