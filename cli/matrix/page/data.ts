import {
  axes,
  brokenRules,
  namedDrivers,
  namedSystems,
  safetyRules,
  type DeliveryRun,
  type Profile,
  type Sighting,
} from '../../../model/index.js';
import { readFixture } from '../../../properties/recording/index.js';
import type { Row } from '../judge.js';
import { nameText, profileText } from '../select.js';
import { recordingCommand, sightingOf } from '../sighting.js';
import { lanesOf, tell, type ToldStep } from '../story.js';
import { lostSentence, stateCells, stateHeads, stormSentence } from '../words.js';

/** One step as the page shows it: arrows between lanes, and the state after it. */
export interface PageStep {
  /** From, to, text. */
  readonly messages: readonly (readonly [string, string, string])[];
  readonly state: readonly string[];
}

/** A run: the lanes, and the steps as indices into the page's steps, since most runs share most of theirs. */
export interface PageRun {
  readonly lanes: readonly string[];
  readonly steps: readonly number[];
  /** What it came to, as a sentence. */
  readonly end?: string;
}

/** One profile on the page. */
export interface PageRow {
  /** As `--profile` takes it. */
  readonly profile: string;
  readonly kind: string;
  readonly dead: boolean;
  /** The rules that it breaks, as indices into the page's. */
  readonly broken: readonly number[];
  readonly states: number;
  readonly edges: number;
  readonly lost: PageRun | null;
  /** Null when it is the same as `lost`. */
  readonly deadRun: PageRun | null;
  readonly storm: { readonly stem: PageRun; readonly loop: PageRun } | null;
}

/** A named system under a named driver. */
export interface PageName {
  readonly row: number;
  /** As `--profile` takes it. */
  readonly profile: string;
  readonly name: string;
  readonly driver: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly seen: PageSighting | null;
}

/** A loss that was seen on the system itself. */
export interface PageSighting {
  readonly what: string;
  /** The command that shows the recording. */
  readonly command: string;
  /** The recording's file, and its text. */
  readonly file: string;
  readonly text: string;
}

/** Everything that the page's script needs. */
export interface PageData {
  readonly stateHeads: readonly string[];
  /** What makes a profile safe. */
  readonly rules: readonly string[];
  readonly steps: readonly PageStep[];
  readonly rows: readonly PageRow[];
  readonly names: readonly PageName[];
}

/** Turns the verdicts into what the page carries. Profiles that are inconclusive come without numbers and runs. */
export function pageData(rows: readonly Row[]): PageData {
  const steps: PageStep[] = [];
  const numbers = new Map<string, number>();
  const numberOf = ({ messages, after }: ToldStep): number => {
    const step = {
      messages: messages.map(({ from, to, text }) => [from, to, text] as const),
      state: stateCells(after),
    };
    const key = JSON.stringify(step);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, steps.length);
    return steps.push(step) - 1;
  };
  const runOf = (profile: Profile, start: DeliveryRun['start'], run: DeliveryRun['steps']): PageRun => {
    const told = tell(profile, start, run);
    return { lanes: lanesOf(told), steps: told.map(numberOf) };
  };
  const pageRows = rows.map((row) => pageRow(row, runOf));
  return { stateHeads, rules: safetyRules.map(({ text }) => text), steps, rows: pageRows, names: pageNames(rows) };
}

function pageRow(
  { profile, verdict }: Row,
  runOf: (profile: Profile, start: DeliveryRun['start'], run: DeliveryRun['steps']) => PageRun,
): PageRow {
  const broken = brokenRules(profile).map((rule) => safetyRules.indexOf(rule));
  const base = { profile: profileText(profile), kind: verdict.kind, broken, lost: null, deadRun: null, storm: null };
  if (verdict.kind === 'INCONCLUSIVE') return { ...base, dead: false, states: 0, edges: 0 };
  const { dead, states, edges, lostRun, deadRun, stormRun } = verdict;
  const isSame = verdict.shortest === verdict.shortestDead;
  const losing = ({ start, steps }: DeliveryRun): PageRun => ({
    ...runOf(profile, start, steps),
    end: `Lost: ${lostSentence((steps.at(-1)?.after ?? start).shared.work)}`,
  });
  return {
    ...base,
    dead,
    states,
    edges,
    lost: lostRun && losing(lostRun),
    deadRun: isSame ? null : deadRun && losing(deadRun),
    storm: stormRun && {
      stem: runOf(profile, stormRun.stem.start, stormRun.stem.steps),
      loop: {
        ...runOf(profile, stormRun.stem.steps.at(-1)?.after ?? stormRun.stem.start, stormRun.loop),
        end: stormSentence(verdict.stormStarves),
      },
    },
  };
}

function pageNames(rows: readonly Row[]): readonly PageName[] {
  const numbers = new Map(rows.map(({ profile }, index) => [profileText(profile), index]));
  return namedSystems.flatMap((system) =>
    namedDrivers.flatMap((namedDriver) => {
      const { name: driverName, driver, source: driverSource } = namedDriver;
      const { name, title, choices, source, inferred, remark } = system;
      const seen = pageSighting(sightingOf(system, driver));
      const row = numbers.get(profileText({ ...choices, driver }));
      const read = Object.keys(axes).filter((axis) => axis !== 'driver' && !inferred.some((other) => other === axis));
      const notes = [
        `Source: ${source}. Read there: ${read.join(', ')}. Inferred: ${inferred.join(', ') || 'nothing'}.`,
        remark,
        `Driver: ${driverSource}.`,
      ];
      const profile = nameText(name, namedDriver);
      return row === undefined ? [] : [{ row, profile, name, driver: driverName, title, notes, seen }];
    }),
  );
}

function pageSighting(sighting: Sighting | undefined): PageSighting | null {
  if (sighting === undefined) return null;
  const { what, recording } = sighting;
  const command = recordingCommand(sighting);
  return { what, command, file: `${recording}.trace`, text: readFixture({ name: recording }) };
}
