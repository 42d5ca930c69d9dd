import { deviceModel, type DeviceConfig, type DeviceLanguage, type Subject } from '../../model/index.js';
import { followLine, type FollowedLine, type LineRule } from './follow-line.js';
import { firstDifference, firstDisagreement, runOnModel, runOnSubject, type Disagreement } from './run-steps.js';
import type { RecordedStep } from './step.js';

/** One comparison that a recording went through. */
export interface RecordingComparison {
  readonly name: string;
  readonly disagreement: Disagreement | null;
}

/** What came of all comparisons, and how the line went, by each rule that it was followed under. */
export interface ComparedRuns {
  readonly comparisons: readonly RecordingComparison[];
  /** Delivery by level, under the rule of the recorded machine. */
  readonly followed: FollowedLine;
  /** Delivery by level, under another rule. */
  readonly followUnder: (rule: LineRule) => FollowedLine;
  /** Delivery by edge: a pulse for every event. */
  readonly followedByEdge: FollowedLine;
}

/** Runs the steps on the model and on the subject, by level as recorded and by edge, and compares all with all. */
export function compareRuns(
  steps: readonly RecordedStep[],
  device: DeviceConfig,
  rule: LineRule,
  subject: Subject<DeviceLanguage>,
): ComparedRuns {
  const byEdge: DeviceConfig = { ...device, choices: { ...device.choices, signal: 'always' } };
  const level = { model: runOnModel(deviceModel, device, steps), subject: runOnSubject(subject, device, steps) };
  const edge = { model: runOnModel(deviceModel, byEdge, steps), subject: runOnSubject(subject, byEdge, steps) };
  const followed = followLine(steps, level.model, rule);
  const followedByEdge = followLine(steps, edge.model, { trigger: 'edge', detector: 'transition' });
  const comparisons = Object.entries({
    'the model, delivering by level, does what was recorded': firstDisagreement(steps, level.model, 'level'),
    [`${subject.name}, delivering by level, does what was recorded`]: firstDisagreement(steps, level.subject, 'level'),
    [`${subject.name} and the model agree, by level`]: firstDifference(steps, level.model, level.subject, 'everything'),
    'the handler takes what is pending, reads, acknowledges and ends': followed.disagreement,
    'the model, delivering by edge, sends a pulse for each event': firstDisagreement(steps, edge.model, 'always'),
    [`${subject.name}, delivering by edge, sends a pulse for each event`]: firstDisagreement(
      steps,
      edge.subject,
      'always',
    ),
    [`${subject.name} and the model agree, by edge`]: firstDifference(steps, edge.model, edge.subject, 'everything'),
    'both deliveries show the driver the same registers': firstDifference(
      steps,
      level.subject,
      edge.subject,
      'registers',
    ),
    'by edge, too, the interrupt is pending wherever the driver takes it': followedByEdge.disagreement,
  }).map(([name, disagreement]): RecordingComparison => ({ name, disagreement: disagreement ?? null }));
  return {
    comparisons,
    followed,
    followUnder: (other) => followLine(steps, level.model, other),
    followedByEdge,
  };
}
