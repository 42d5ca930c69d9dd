import * as fc from 'fast-check';
import { predict, type DeviceConfig } from '../../model/index.js';
import { kitOf, type AnyKit } from '../../properties/index.js';
import { flagsOf } from '../../properties/vectors/flags.js';
import type { Vector } from '../../properties/vectors/vector.js';
import { verifyOn } from '../../properties/vectors/verify.js';
import type { Candidate } from './candidate.js';
import { caseCandidates } from './cases.js';
import { contrastCandidates } from './contrasts.js';
import { faultCandidates } from './faults.js';
import { kindCandidates } from './kinds.js';
import { quirkCandidates } from './quirks.js';
import { scenarioCandidates } from './scenarios.js';
import type { Acted } from './shortest.js';

/** The runs to choose from; the same seed makes the same ones. */
const SEED = 1;
const RUNS: Readonly<Record<AnyKit['model']['layer'], number>> = { device: 1500, gic: 1000, system: 1500 };

/** All vectors of a layer. They are the same each time. */
export function vectorsOf(kit: AnyKit): readonly Vector[] {
  const pool = poolOf(kit);
  const isGic = kit.model.layer === 'gic';
  const contrasts = [...contrastCandidates(kit, pool), ...(isGic ? quirkCandidates() : [])];
  const generated = sidesOf(kit, pool).flatMap(({ side, runs }) => {
    const faults = faultCandidates(kit, runs);
    const found = [...faults, ...caseCandidates(kit, runs, [...faults, ...contrasts])];
    return found.map((candidate) => (side === undefined ? candidate : { ...candidate, id: `${candidate.id}/${side}` }));
  });
  const chosen = [...generated, ...contrasts];
  const all = [...chosen, ...kindCandidates(kit, pool, chosen), ...(isGic ? scenarioCandidates() : [])];
  const mutants = kit.mutants.map((mutant) => ({ id: mutant.id, subject: mutant.subject() }));
  return withoutEchoes(different(all).map(vectorOf)).map(({ config, steps, ...vector }) => {
    const whole = { ...vector, config, steps };
    const faults = mutants.filter(({ subject }) => verifyOn(subject, whole).verdict === 'fail').map(({ id }) => id);
    return { ...vector, faults, config, steps };
  });
}

/** A device signals by pulses or by a level, and hardly one does both: whoever has one needs vectors of his own. */
function sidesOf(
  kit: AnyKit,
  pool: readonly Acted[],
): readonly { readonly side?: string; readonly runs: readonly Acted[] }[] {
  if (kit.model.layer !== 'device') return [{ runs: pool }];
  return (['always', 'level'] as const).map((side) => ({
    side,
    runs: pool.filter(({ config }) => (config as DeviceConfig).choices.signal === side),
  }));
}

/** Where it makes no difference how the device signals, what is there for pulses is enough, and needs no side. */
function withoutEchoes(vectors: readonly Vector[]): readonly Vector[] {
  const echo = /\/(always|level)$/;
  const indifferent = new Set(
    vectors
      .filter(({ id, flags }) => id.endsWith('/always') && !flags.includes('signal=always'))
      .map(({ id }) => id.replace(echo, '')),
  );
  return vectors.flatMap((vector) => {
    const id = vector.id.replace(echo, '');
    if (id === vector.id || !indifferent.has(id)) return [vector];
    return vector.id.endsWith('/always') ? [{ ...vector, id }] : [];
  });
}

function poolOf(kit: AnyKit): readonly Acted[] {
  const runs = kit.config.chain((config) => kit.actions(config).map((actions) => ({ config, actions })));
  const pool: readonly Acted[] = fc.sample(runs, { seed: SEED, numRuns: RUNS[kit.model.layer] });
  // What JSON cannot tell apart, as records without a prototype, must not be told apart here.
  return pool.map((run) => JSON.parse(JSON.stringify(run)) as Acted);
}

/** Runs that are the same become one, which bears the name of the first and the clauses of all. */
function different(candidates: readonly Candidate[]): readonly Candidate[] {
  const byRun = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const run = JSON.stringify([candidate.config, candidate.actions]);
    const first = byRun.get(run) ?? candidate;
    byRun.set(run, { ...first, clauses: [...new Set([...first.clauses, ...candidate.clauses])] });
  }
  return [...byRun.values()];
}

function vectorOf({ id, title, layer, clauses, config, actions, isSeenThroughout }: Candidate): Vector {
  const outcomes = predict(kitOf({ layer }).model, config, actions);
  const steps = actions.map((action, index) => {
    const { observation, view } = outcomes[index] ?? { observation: {}, view: {} };
    const isShown = isSeenThroughout || index === actions.length - 1;
    return { action, expected: isShown ? { observation, view } : { observation } };
  });
  const flags = flagsOf({ layer, config, steps }, outcomes);
  return { id, title, layer, clauses, flags, faults: [], config, steps };
}
