import type { DeviceConfig, DeviceLanguage, Subject } from '../../model/index.js';
import type { Profile } from '../../model/delivery/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { compareRuns, type ComparedRuns, type RecordingComparison } from './compare-runs.js';
import { describeDevice } from './describe-device.js';
import type { FollowedLine, LineRule } from './follow-line.js';
import { interpret } from './interpret.js';
import { findLostInterrupt, type LostInterrupt } from './lost-interrupt.js';
import { readRecording } from './read-recording.js';
import { recordedImplementation } from './recorded-implementation.js';
import type { RecordedStep } from './step.js';
import { countWitnesses, type RecordingWitnesses } from './witnesses.js';

/** What is known of the recorded machine beside its trace. */
export interface RecordingOptions {
  /** VIRTIO section 5; {@link UNKNOWN_DEVICE} when it is not known, for the trace does not tell. */
  readonly deviceId?: number;
  /** The GIC's rule for the line. By default that of QEMU's `virt` machine with QEMU's own GIC: edge, by transition. */
  readonly rule?: LineRule;
  /** What takes the accesses; by default our own transport, set up as the recorded device. */
  readonly subject?: () => Subject<DeviceLanguage>;
}

/** How another delivery fares with the same events. */
export interface OtherDelivery {
  readonly name: string;
  /** Whether an interrupt is pending at the end, so that the driver comes. */
  readonly driverComes: boolean;
}

/** What a recording showed. */
export interface RecordingResult {
  readonly verdict: 'pass' | 'violation';
  /** What was compared, in order; a violation is a disagreement here, or a lost interrupt. */
  readonly comparisons: readonly RecordingComparison[];
  readonly lost: LostInterrupt | null;
  /** With a lost interrupt: how other deliveries fare with the same events. */
  readonly otherwise: readonly OtherDelivery[];
  /** Where the recorded device is known to go its own way, and how often it did. */
  readonly divergences: readonly string[];
  readonly witnesses: RecordingWitnesses;
  readonly device: DeviceConfig;
  readonly intId: number | null;
  readonly steps: readonly RecordedStep[];
  /** Line, latch, InterruptStatus and handler after each step, by the machine's rule. */
  readonly followed: FollowedLine;
}

/** A DeviceID that stands for one that is not known. */
export const UNKNOWN_DEVICE = 0xffff;

const qemuRule: LineRule = { trigger: 'edge', detector: 'transition' };

/**
 * Holds a recording of a driver against the model and the implementation, step by step.
 *
 * Both are set up as the recorded device and take every access in order, with delivery by level as the device delivered;
 * what the recording shows (values acknowledged, Status, the line, the order of the handler) has to agree. Then the same
 * under delivery by edge, which has to give the same registers. Last, line, latch and handler are followed to the end of
 * the file: an event that nobody comes for is a violation, too.
 *
 * @param text - a QEMU trace; see `readRecording`
 * @throws IrqlineError RECORDING_NOT_UNDERSTOOD, RECORDING_OF_MANY, RECORDING_WITHOUT_DEVICE or RECORDING_WITHOUT_GIC
 */
export function checkRecording(text: string, options: RecordingOptions = {}): RecordingResult {
  const recording = readRecording(text);
  const steps = interpret(recording);
  requireGic(steps);
  const rule = options.rule ?? qemuRule;
  const device = describeDevice(recording, options.deviceId ?? UNKNOWN_DEVICE);
  const subject = (options.subject ?? recordedImplementation)();
  const runs = compareRuns(steps, device, rule, subject);
  subject.close();
  const agrees = runs.comparisons.every(({ disagreement }) => disagreement === null);
  // Where the recording and the model part there is no saying what became of an event.
  const lost = agrees ? findLostInterrupt(steps, runs.followed, profileOf(rule)) : null;
  const witnesses = countWitnesses(recording, steps);
  return {
    verdict: agrees && lost === null ? 'pass' : 'violation',
    comparisons: runs.comparisons,
    lost,
    otherwise: lost === null ? [] : otherDeliveries(runs, rule),
    divergences: divergencesOf(witnesses),
    witnesses,
    device,
    intId: recording.intId,
    steps,
    followed: runs.followed,
  };
}

function requireGic(steps: readonly RecordedStep[]): void {
  const reads = steps.filter(({ move }) => move?.kind === 'read').length;
  if (reads > 0 && !steps.some(({ move }) => move?.kind === 'take')) {
    throw new IrqlineError(
      'RECORDING_WITHOUT_GIC',
      `InterruptStatus is read ${reads} times, and no interrupt is taken`,
    );
  }
}

/**
 * The delivery profile of the recorded machine: section 5 of the design. Its line follows InterruptStatus in the step
 * that changes it, which the comparisons have shown for this recording; that QEMU does both under one lock, that its
 * update is an atomic OR, and that Linux services after its InterruptACK, is in their sources
 * (`virtio_mmio_update_irq`, `virtio_set_isr`; `vm_interrupt`).
 */
function profileOf(rule: LineRule): Profile {
  return { order: 'statusFirst', update: 'or', signal: 'level', section: 'whole', ...rule, driver: 'ackFirst' };
}

function otherDeliveries({ followUnder, followedByEdge }: ComparedRuns, rule: LineRule): readonly OtherDelivery[] {
  const others: readonly (readonly [name: string, followed: FollowedLine])[] = [
    ['the line configured as level-triggered', followUnder({ ...rule, trigger: 'level' })],
    ['a detector that counts every assertion, as KVM does', followUnder({ ...rule, detector: 'assert' })],
    ['delivery by edge, a pulse for every event', followedByEdge],
  ];
  return others.map(([name, { states }]) => ({ name, driverComes: states.at(-1)?.pending === true }));
}

function divergencesOf({ configurationChanges }: RecordingWitnesses): readonly string[] {
  if (configurationChanges === 0) return [];
  return [
    `QEMU announces a configuration change as used buffers and a configuration change in one signal: InterruptStatus gets both bits, where VIRTIO-N1 asks for bit 1 alone (${configurationChanges} here)`,
  ];
}
