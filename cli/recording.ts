import { basename } from 'node:path';
import { profiles, type Axis } from '../model/delivery/index.js';
import { UNKNOWN_DEVICE, type LostInterrupt, type RecordingResult } from '../properties/recording/index.js';
import { CONFIG } from '../spec/virtio-mmio.js';
import { pc } from './colour.js';
import { recordingDiagram } from './recording-diagram.js';
import { counted } from './report/verdict.js';
import { quoted } from './shell.js';

const PROFILE_COUNT = Array.from(profiles()).length;

/** Steps that are shown before the one that went wrong. */
const STEPS_BEFORE = 6;

/**
 * The result of a recording for people, ready for stdout. Exit code 0 goes with `pass`, 1 with `violation`.
 * @param file - as the user gave it; it is part of the command that reproduces a violation
 */
export function recordingReport(result: RecordingResult, file: string): string {
  const verdict = result.verdict === 'pass' ? pc.green('pass') : pc.red('violation');
  const lines = [
    `${pc.bold(basename(file))}: ${verdict}`,
    ...summary(result).map((line) => `  ${line}`),
    ...disagreements(result),
    ...(result.lost === null ? [] : lostInterrupt(result, result.lost)),
    ...result.divergences.flatMap((divergence) => ['', `  note: ${divergence}`]),
    ...(result.verdict === 'pass' ? [] : ['', `  again: npx irqline check --recording ${quoted(file)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function summary({ witnesses, device, intId, comparisons }: RecordingResult): readonly string[] {
  const { usedBuffers, configurationChanges, eventsInsideTheWindow, interruptsTaken } = witnesses;
  const name = device.deviceId === UNKNOWN_DEVICE ? 'not known' : device.deviceId;
  const acknowledged = Object.entries(witnesses.acknowledged).map(([mask, times]) => `${mask} (${times} times)`);
  const holding = comparisons.filter(({ disagreement }) => disagreement === null).length;
  return [
    `device ${name}, ${counted(device.queueSizeMax.length, 'queue')}, INTID ${intId ?? 'not known'}; ${counted(witnesses.emptyTransports, 'empty transport')} left out`,
    `${witnesses.accesses} accesses, ${counted(witnesses.drives, 'movement')} of the line, ${counted(witnesses.valuesShown, 'value')} read; ${holding} of ${comparisons.length} comparisons hold`,
    `${usedBuffers} used buffers, ${counted(configurationChanges, 'configuration change')}, ${eventsInsideTheWindow} of them between read and ACK`,
    `${counted(interruptsTaken, 'interrupt')} taken, ACKs of ${acknowledged.join(', ') || 'nothing'}`,
  ];
}

/** The first disagreement with the steps around it, and the names of the others, which mostly follow from it. */
function disagreements(result: RecordingResult): readonly string[] {
  const [first, ...others] = result.comparisons.filter(({ disagreement }) => disagreement !== null);
  if (first === undefined || first.disagreement === null) return [];
  const { step, line, message, expected, actual } = first.disagreement;
  return [
    '',
    `  ${pc.red('does not hold')}: ${first.name}`,
    `  line ${line}, ${result.steps[step]?.what ?? ''}: ${message}`,
    `    expected ${JSON.stringify(expected)}`,
    `    actual   ${JSON.stringify(actual)}`,
    ...around(result, Math.max(0, step - STEPS_BEFORE), step + 2),
    ...others.map(({ name, disagreement }) => `  nor does: ${name} (line ${disagreement?.line ?? 0})`),
  ];
}

function lostInterrupt(result: RecordingResult, lost: LostInterrupt): readonly string[] {
  const [first, ...later] = lost.events;
  return [
    '',
    `  ${pc.red(`LOST${lost.dead ? ', dead' : ''}`)}: the event of line ${first.line} (${eventName(first.bit)}) is never serviced`,
    ...later.map(({ bit, line }) => `  and neither is that of line ${line} (${eventName(bit)}), nor any after it`),
    ...profileLines(lost).map((line) => `  ${line}`),
    ...around(result, lost.fromStep, result.steps.length),
    '',
    ...lost.story.map((sentence, index) => `  ${index + 1}. ${sentence}`),
    '',
    '  the same events, otherwise:',
    ...result.otherwise.map(
      ({ name: delivery, driverComes }) =>
        `    ${delivery}: ${driverComes ? pc.green('the driver comes') : pc.red('lost, too')}`,
    ),
  ];
}

/** The profile, and which of its choices the recording itself shows. */
function profileLines({ profile, fitting }: LostInterrupt): readonly string[] {
  const named = (names: readonly Axis[]): string => names.map((name) => `${name} ${profile[name]}`).join(', ');
  const names = Object.keys(profile) as Axis[];
  const shown = names.filter((name) => fitting.left[name].length === 1);
  const open = names.filter((name) => !shown.includes(name));
  return [
    `profile: ${named(names)}`,
    `  shown by the recording, which ${fitting.profiles.length} of the ${PROFILE_COUNT} profiles can make: ${named(shown)}`,
    `  from the sources of QEMU and Linux: ${named(open)}`,
  ];
}

const eventName = (bit: number): string => (bit === CONFIG ? 'configuration change' : 'used buffers');

function around(result: RecordingResult, from: number, to: number): readonly string[] {
  return ['', ...recordingDiagram(result, from, to).map((line) => `    ${line}`)];
}
