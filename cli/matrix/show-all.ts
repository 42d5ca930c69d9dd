import { profiles, type Profile } from '../../model/index.js';
import { assertWritable, writeWhole } from '../files.js';
import type { Telling } from './asked.js';
import { judgeAll, rowAsJson, safeAndNamedProfiles, type Row } from './judge.js';
import { replayLifecycles } from './lifecycle-replays.js';
import { faultTable, judgeLifecycles, lifecycleAsJson, lifecycleLegend, lifecycleTable } from './lifecycles.js';
import { statesThatFit } from './memory.js';
import { matrixPage } from './page/page.js';
import { exitCodeOfMatrix, jsonText, type Shown } from './shown.js';
import { sightingNotes } from './sighting.js';
import { legend, matrixTable, namedTable, rulesText, threeMarks } from './table.js';

/** All profiles, or those that matter; as many of them as were judged before the signal. @throws IrqlineError EXPLORATION_TOO_LARGE */
export async function showProfiles(
  which: 'all' | 'safeAndNamed',
  as: 'text' | 'json',
  threads: number,
  signal: AbortSignal,
): Promise<Shown> {
  const chosen = which === 'all' ? Array.from(profiles()) : safeAndNamedProfiles();
  const { rows, isWhole } = await judgeAll(threads, statesThatFit(chosen, threads), signal, chosen);
  const text =
    as === 'json'
      ? jsonText(threads, { profiles: rows.map(rowAsJson) }, isWhole)
      : profilesText(rows, which === 'all', threads);
  return { text, exitCode: exitCodeOfMatrix({ isWhole }) };
}

/** @param withAll - whether the table of all profiles and the rules behind it are shown as well */
export function profilesText(rows: readonly Row[], withAll: boolean, threads: number): string {
  const all = withAll ? [rulesText(), threeMarks, matrixTable(rows)] : [];
  const sections = [namedTable(rows), sightingNotes(), legend(rows, threads), ...all];
  return `${sections.join('\n\n')}\n\nThe story of one: irqline matrix --profile crosvm`;
}

/** Writes all of it as a page, unless the signal comes first. @throws IrqlineError FILE_NOT_WRITABLE before anything is explored */
export async function showPage(html: string, threads: number, signal: AbortSignal): Promise<Shown> {
  assertWritable(html);
  const chosen = Array.from(profiles());
  const { rows, isWhole } = await judgeAll(threads, statesThatFit(chosen, threads), signal, chosen);
  if (isWhole) writeWhole(html, matrixPage(rows, threads));
  return { exitCode: exitCodeOfMatrix({ isWhole }) };
}

/**
 * Every lifecycle of what is SAFE among the named systems; for machines all profiles as well.
 * @param chosen - the profiles that stand for all
 */
export async function showLifecycles(
  as: Telling,
  threads: number,
  signal: AbortSignal,
  chosen: readonly Profile[] = Array.from(profiles()),
): Promise<Shown> {
  const maxStates = statesThatFit(chosen, threads);
  if (as === 'json') {
    const all = await judgeAll(threads, maxStates, signal, chosen);
    const judged = await judgeLifecycles(threads, maxStates, signal);
    const found = { profiles: all.rows.map(rowAsJson), lifecycles: judged.rows.map(lifecycleAsJson) };
    const isWhole = all.isWhole && judged.isWhole;
    return { text: jsonText(threads, found, isWhole), exitCode: exitCodeOfMatrix({ isWhole }) };
  }
  const { rows, isWhole } = await judgeLifecycles(threads, maxStates, signal);
  const tables = [lifecycleTable(rows), lifecycleLegend(rows, threads)];
  if (!isWhole) return { text: tables.join('\n\n'), exitCode: exitCodeOfMatrix({ isWhole }) };
  const text = [...tables, faultTable(threads)].join('\n\n');
  if (as === 'text') return { text, exitCode: exitCodeOfMatrix({ isWhole }) };
  const replays = await replayLifecycles(rows, threads, signal);
  return { text: `${text}\n\n${replays.text}`, exitCode: exitCodeOfMatrix(replays) };
}
