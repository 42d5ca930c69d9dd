import { lifecycleVerdict, verdict } from '../../model/index.js';
import { exitCodes } from '../exit-codes.js';
import { assertWritable, writeWhole } from '../files.js';
import type { MatrixMode } from './asked.js';
import { stateGraphDot, stateGraphSvg } from './dot.js';
import { rowAsJson } from './judge.js';
import { lifecycleAsJson } from './lifecycles.js';
import { statesThatFit } from './memory.js';
import { lifecycleReport, profileReport } from './profile-report.js';
import { lifecycleReplayReport, replayReport, type ReplayReport } from './replay-report.js';
import { selectLifecycle } from './select-lifecycle.js';
import { selectProfile } from './select.js';
import { exitCodeOfMatrix, jsonText, type Shown } from './shown.js';

type ModeOf<Kind extends MatrixMode['kind']> = Extract<MatrixMode, { readonly kind: Kind }>;

const passing = (text: string): Shown => ({ text, exitCode: exitCodes.pass });

const replayed = ({ text, isConfirmed }: ReplayReport): Shown => ({
  text,
  exitCode: exitCodeOfMatrix({ isConfirmed }),
});

/** One profile: what it is, its verdict, and the run that shows it. @throws IrqlineError as `selectProfile`, EXPLORATION_TOO_LARGE */
export function showProfile({ profile: text, as }: ModeOf<'profile'>, threads: number): Shown {
  const selection = selectProfile(text);
  const { profile } = selection;
  const judged = verdict(profile, threads, { maxStates: statesThatFit([profile], threads) });
  switch (as) {
    case 'replay':
      return replayed(replayReport(profile, judged));
    case 'json':
      return passing(jsonText(threads, { profiles: [rowAsJson({ profile, verdict: judged })] }));
    case 'text':
      return passing(profileReport(selection, judged, threads));
  }
}

/** The state graph of a profile. @throws IrqlineError GRAPH_TOO_LARGE, FILE_NOT_WRITABLE before anything is explored */
export async function showGraph({ profile: text, svg }: ModeOf<'graph'>, threads: number): Promise<Shown> {
  const { profile } = selectProfile(text);
  if (svg !== undefined) assertWritable(svg);
  const maxStates = statesThatFit([profile], threads);
  if (svg === undefined) return passing(stateGraphDot(profile, threads, maxStates));
  writeWhole(svg, await stateGraphSvg(profile, threads, maxStates));
  return { exitCode: exitCodes.pass };
}

/** One lifecycle of a profile. @throws IrqlineError as `selectLifecycle`, EXPLORATION_TOO_LARGE */
export function showLifecycle({ lifecycle: text, profile, as }: ModeOf<'lifecycle'>, threads: number): Shown {
  const { selection, lifecycle } = selectLifecycle(text, profile);
  const maxStates = statesThatFit([selection.profile], threads);
  const judged = lifecycleVerdict(selection.profile, threads, lifecycle, { maxStates });
  switch (as) {
    case 'replay':
      return replayed(lifecycleReplayReport(selection.profile, lifecycle, judged));
    case 'json': {
      const systems = selection.system === undefined ? [] : [selection.system.name];
      const row = { systems, profile: selection.profile, lifecycle, verdict: judged };
      return passing(jsonText(threads, { lifecycles: [lifecycleAsJson(row)] }));
    }
    case 'text':
      return passing(lifecycleReport(selection, lifecycle, judged, threads));
  }
}
