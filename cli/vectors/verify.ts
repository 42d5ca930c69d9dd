import {
  kitOf,
  layers,
  ownSubject,
  verifyOn,
  verifyOnModel,
  type AnyKit,
  type Vector,
  type VectorOutcome,
} from '../../properties/index.js';
import { clauses, type Clause } from '../../spec/index.js';
import { pc } from '../colour.js';

/** What the vectors of a layer came to on one judge. */
export interface Verified {
  readonly layer: string;
  /** `the model`, or the name of a subject. */
  readonly by: string;
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly VectorOutcome[];
}

/**
 * Holds vectors against the model, and against our own implementation or a mutant of it, layer by layer.
 * @param mutant - its id; only vectors of its layer are run then
 */
export function verifyAll(vectors: readonly Vector[], mutant?: string): readonly Verified[] {
  return layers.flatMap((kit) => {
    const own = vectors.filter(({ layer }) => layer === kit.model.layer);
    const subject = subjectOf(kit, mutant);
    if (own.length === 0 || subject === undefined) return [];
    return [
      verified(kit, 'the model', own.map(verifyOnModel)),
      verified(
        kit,
        subject.name,
        own.map((vector) => verifyOn(subject, vector)),
      ),
    ];
  });
}

const subjectOf = (kit: AnyKit, mutant: string | undefined): ReturnType<ReturnType<typeof ownSubject>> | undefined =>
  mutant === undefined ? ownSubject(kit)() : kit.mutants.find(({ id }) => id === mutant)?.subject();

function verified({ model }: AnyKit, by: string, outcomes: readonly VectorOutcome[]): Verified {
  const having = (verdict: VectorOutcome['verdict']): readonly VectorOutcome[] =>
    outcomes.filter((outcome) => outcome.verdict === verdict);
  return {
    layer: model.layer,
    by,
    passed: having('pass').length,
    skipped: having('skipped').length,
    failures: having('fail'),
  };
}

/** A line for each judge, and the first failure of each. */
export function verifiedText(all: readonly Verified[]): string {
  return all
    .flatMap(({ layer, by, passed, skipped, failures }) => {
      const sum = passed + failures.length;
      const others = skipped === 0 ? '' : `, ${skipped} are of other choices or actions`;
      const [first] = failures;
      return [
        `${first === undefined ? pc.green('✓') : pc.red('✗')} ${layer}: ${by} passes ${passed} of ${sum} vectors${others}`,
        ...(first === undefined ? [] : failureLines(first)),
      ];
    })
    .join('\n');
}

function failureLines({ vector, difference, reason }: VectorOutcome): readonly string[] {
  const { story } = kitOf(vector);
  const at = difference?.step ?? -1;
  const shown = at < 0 ? vector.steps : vector.steps.slice(0, at + 1);
  const cited = vector.clauses.flatMap((id) => {
    if (!Object.hasOwn(clauses, id)) return [`  ${id}`];
    const { source, section, says }: Clause = clauses[id as keyof typeof clauses];
    return [`  ${id} ${source}, ${section}: ${says}`];
  });
  return [
    '',
    `${pc.red('✗')} ${pc.bold(vector.id)}`,
    `  ${vector.title}`,
    '',
    ...shown.map(
      ({ action }, step) =>
        `  ${String(step + 1).padStart(3)}  ${story.describe(action)}${step === at ? '  ← here' : ''}`,
    ),
    '',
    ...(difference === undefined
      ? [`  ${reason ?? ''}`]
      : [
          `  ${difference.part}`,
          `    expected  ${JSON.stringify(difference.expected)}`,
          `    actual    ${JSON.stringify(difference.actual) ?? 'it could not go on'}`,
        ]),
    '',
    ...cited,
    '',
  ];
}
