import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { bundleOf, layers, MANIFEST, openBundle, type Vector } from '../properties/index.js';
import { pc } from './colour.js';
import { exitCodes } from './exit-codes.js';
import { byName } from './nearest.js';
import { wrappedAfter } from './report/wrap.js';
import { choice } from './vectors/choice.js';
import { readBundle, writeBundle } from './vectors/directory.js';
import { publishedVectors, vectorSchemas } from './vectors/stored.js';
import { verifiedText, verifyAll } from './vectors/verify.js';
import { packageVersion } from './version.js';

const DIRECTORY = './irqline-vectors';
const layerNames = layers.map(({ model }) => model.layer).join(', ');

/** `irqline vectors`: test vectors: actions and expected outcomes, as data for a test runner in any language. */
export function vectorsCommand(): CommandUnknownOpts {
  return new Command('vectors')
    .description(
      'test vectors: actions and expected outcomes as JSON, for a test runner in any language (docs/vectors.md)',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  irqline vectors list --clause VIRTIO-N2\n  irqline vectors emit\n  irqline vectors verify',
    )
    .addCommand(listCommand())
    .addCommand(emitCommand())
    .addCommand(verifyCommand());
}

function listCommand(): CommandUnknownOpts {
  return new Command('list')
    .description('list the vectors')
    .option('--layer <name>', `only those of this layer: ${layerNames}`)
    .option('--clause <id>', 'only those that are about this clause')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExamples:\n  irqline vectors list\n  irqline vectors list --layer gic --clause GIC-T7 --json',
    )
    .action(({ json, ...wanted }) => {
      const vectors = publishedVectors(wanted);
      console.log(json === true ? JSON.stringify({ vectors: vectors.map(headOf) }, null, 2) : listText(vectors));
    });
}

function emitCommand(): CommandUnknownOpts {
  return new Command('emit')
    .description('write vectors into a directory, with a manifest and their JSON Schemas')
    .argument('[directory]', 'replaced if it holds nothing but vectors', DIRECTORY)
    .option('--layer <name>', `only those of this layer: ${layerNames}`)
    .option('--clause <id>', 'only those that are about this clause')
    .option('--choose <name=value>', 'for an implementation that chooses so; may be repeated', choice)
    .addHelpText(
      'after',
      '\nExamples:\n  irqline vectors emit\n  irqline vectors emit gic-vectors --layer gic --choose priorityBits=4 --choose reset.group=1',
    )
    .action((directory, wanted) => {
      const vectors = publishedVectors(wanted);
      const bundle = bundleOf(vectors, vectorSchemas(), packageVersion);
      writeBundle(directory, bundle);
      console.log(`${vectors.length} vectors are in ${directory}: ${[...bundle.keys()].join(', ')}`);
    });
}

function verifyCommand(): CommandUnknownOpts {
  return new Command('verify')
    .description('hold the vectors of a directory against the model, and our own implementation against them')
    .argument('[directory]', `where \`irqline vectors emit\` wrote them, with its ${MANIFEST}`, DIRECTORY)
    .option('--mutant <id>', 'take this mutant instead of our own implementation, to see it fail')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', '\nExamples:\n  irqline vectors verify\n  irqline vectors verify --mutant reset-keeps-status')
    .action((directory, { mutant, json }) => {
      if (mutant !== undefined) byName('no mutant', mutant, mutants(), '`irqline mutants`');
      const verified = verifyAll(openBundle(readBundle(directory)).vectors, mutant);
      const failed = verified.some(({ failures }) => failures.length > 0);
      process.exitCode = failed ? exitCodes.violation : exitCodes.pass;
      if (json !== true) return console.log(verifiedText(verified));
      const asData = verified.map(({ failures, ...counts }) => ({
        ...counts,
        failures: failures.map(({ vector, ...failure }) => ({ vector: vector.id, ...failure })),
      }));
      console.log(JSON.stringify({ verified: asData }, null, 2));
    });
}

const mutants = (): Readonly<Record<string, string>> =>
  Object.fromEntries(layers.flatMap((kit) => kit.mutants.map(({ id }) => [id, id])));

const headOf = ({ id, title, layer, clauses, flags, faults, steps }: Vector): object => ({
  id,
  title,
  layer,
  clauses,
  flags,
  faults,
  steps: steps.length,
});

function listText(vectors: readonly Vector[]): string {
  const entries = vectors.map(({ id, clauses, flags, steps }) => {
    const about = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}, about ${clauses.join(', ')}`;
    const granted = flags.length === 0 ? '' : `, where ${flags.join(', ')}`;
    return `${pc.bold(id)}\n${wrappedAfter('    ', about + granted)}`;
  });
  const faults = new Set(vectors.flatMap((vector) => vector.faults)).size;
  return [...entries, '', `${vectors.length} vectors, which find ${faults} mutants`].join('\n');
}
