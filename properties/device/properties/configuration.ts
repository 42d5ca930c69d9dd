import type { DeviceAction, DeviceLanguage } from '../../../model/index.js';
import { CONFIG_OFFSET, registers, statusBits } from '../../../spec/index.js';
import type { Property, Run } from '../../kit.js';
import { counting, isReset, stepsOf, type DeviceStep } from './steps.js';

/** Byte by byte; undefined where VIRTIO leaves open what became of it. */
type Known = readonly (number | undefined)[];

export const generationMoves: Property<DeviceLanguage> = {
  id: 'generation-moves',
  title: 'ConfigGeneration changes when the device changes its configuration, and not when nobody does',
  clauses: ['VIRTIO-N3', 'VIRTIO-N25', 'VIRTIO-N27'],
  because:
    'From DRIVER on a driver may read its fields, and by the generation before and after them sees any change between; one that moves at a read, an acknowledge or a notification would have it read for ever.',
  unchecked:
    'A change before DRIVER, or by bytes that were there; a generation that moves at a reset or a write of the driver, or comes back to the same value: no run has the 256 changes after which one of eight bits does.',
  judge: everyKnown((step, known) => {
    const moved = step.after.ConfigGeneration !== step.before.ConfigGeneration;
    if (moved && isIdle(step.action)) {
      return {
        message: 'ConfigGeneration changed and the configuration did not',
        expected: step.before.ConfigGeneration,
        actual: step.after.ConfigGeneration,
        about: { says: 'nothing of the configuration has changed', clauses: ['VIRTIO-N25'] },
      };
    }
    if (moved || !isSeen(step, known)) return undefined;
    return {
      message: 'the configuration changed and ConfigGeneration did not',
      expected: 'another value',
      actual: step.after.ConfigGeneration,
      about: { says: 'the driver may be at its fields', clauses: ['VIRTIO-N3', 'VIRTIO-N27'] },
    };
  }),
  witnesses: [
    {
      name: 'a configuration change',
      atLeastPerThousandRuns: 600,
      count: counting((step) => step.action.kind === 'configChange'),
    },
    {
      name: 'a configuration change after DRIVER and before FEATURES_OK',
      atLeastPerThousandRuns: 60,
      count: counting(
        ({ action, before }) => action.kind === 'configChange' && (before.Status & (DRIVER | FEATURES_OK)) === DRIVER,
      ),
    },
  ],
};

export const configurationCanBeRead: Property<DeviceLanguage> = {
  id: 'configuration-can-be-read',
  title: 'the driver reads its configuration as it is, little-endian, and before FEATURES_OK, too',
  clauses: ['VIRTIO-N11', 'VIRTIO-N22'],
  because: 'A field of one byte reads what the device was made with or has changed it to; a wider one is not reversed.',
  unchecked:
    "What a driver wrote, and what becomes of it at a reset; fields of more than a byte, but for the order of their bytes: how wide they are is the device's to know.",
  judge: everyKnown((step, known) => {
    const field = fieldRead(step, known);
    if (field === undefined) return undefined;
    const expected = numberOf(field);
    const { value } = step.observation;
    if (value === expected) return undefined;
    const isReversed = value === numberOf(field.toReversed());
    if (field.length > 1 && !isReversed) return undefined;
    const isEarly = (step.before.Status & FEATURES_OK) === 0;
    return {
      message: isReversed ? 'the bytes of a field come in reverse order' : 'the driver does not read what is there',
      expected,
      actual: value,
      about: isReversed
        ? { says: 'the configuration space is little-endian', clauses: ['VIRTIO-N22'] }
        : isEarly
          ? { says: 'the configuration can be read before FEATURES_OK', clauses: ['VIRTIO-N11'] }
          : { says: 'what could be read before FEATURES_OK can be read after it', clauses: ['VIRTIO-N11'] },
    };
  }),
  witnesses: [
    {
      name: 'a byte read before FEATURES_OK',
      atLeastPerThousandRuns: 40,
      count: countKnown(
        (step, known) => fieldRead(step, known)?.length === 1 && (step.before.Status & FEATURES_OK) === 0,
      ),
    },
    {
      name: 'a field read that is not the same in reverse',
      atLeastPerThousandRuns: 20,
      count: countKnown((step, known) => {
        const field = fieldRead(step, known);
        return field !== undefined && numberOf(field) !== numberOf(field.toReversed());
      }),
    },
  ],
};

const { DRIVER, FEATURES_OK } = statusBits;

/** What neither side can take for a change of the configuration. */
function isIdle(action: DeviceAction): boolean {
  if (action.kind === 'read' || action.kind === 'usedBuffers') return true;
  const idle: readonly number[] = [registers.InterruptACK.offset, registers.QueueNotify.offset];
  return action.kind === 'write' && idle.includes(action.offset);
}

/** Whether the device changes something that a driver may be reading. */
function isSeen({ action, before }: DeviceStep, known: Known): boolean {
  if (action.kind !== 'configChange' || (before.Status & DRIVER) === 0) return false;
  return action.bytes.some((byte, index) => (known[action.offset + index] ?? byte) !== byte);
}

/** The bytes that a driver reads by an aligned access, if all of them are known. */
function fieldRead({ action }: DeviceStep, known: Known): readonly number[] | undefined {
  if (action.kind !== 'read' || ![1, 2, 4].includes(action.width)) return undefined;
  const at = action.offset - CONFIG_OFFSET;
  if (at < 0 || at % action.width !== 0) return undefined;
  const bytes = known.slice(at, at + action.width).filter((byte) => byte !== undefined);
  return bytes.length === action.width ? bytes : undefined;
}

const numberOf = (bytes: readonly number[]): number => bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);

function everyKnown(
  judge: (
    step: DeviceStep,
    known: Known,
  ) => Omit<ReturnType<Property<DeviceLanguage>['judge']> & object, 'step'> | undefined,
): Property<DeviceLanguage>['judge'] {
  return (run) => {
    for (const [step, known] of withKnown(run)) {
      const wrong = judge(step, known);
      if (wrong !== undefined) return { step: step.index, ...wrong };
    }
    return undefined;
  };
}

function countKnown(holds: (step: DeviceStep, known: Known) => boolean): (run: Run<DeviceLanguage>) => number {
  return (run) => [...withKnown(run)].filter(([step, known]) => holds(step, known)).length;
}

/** The steps of a run, each with what is known of the configuration before it. */
function* withKnown(run: Run<DeviceLanguage>): Generator<readonly [DeviceStep, Known]> {
  let known: Known = run.config.config;
  for (const step of stepsOf(run)) {
    yield [step, known];
    known = after(step, known, run.config.config);
  }
}

function after(step: DeviceStep, known: Known, atFirst: readonly number[]): Known {
  const { action } = step;
  // A device may come back from a reset as it was made.
  if (isReset(step)) return known.map((byte, index) => (byte === atFirst[index] ? byte : undefined));
  if (action.kind === 'configChange') return known.map((byte, index) => action.bytes[index - action.offset] ?? byte);
  if (action.kind !== 'write') return known;
  const at = action.offset - CONFIG_OFFSET;
  return known.map((byte, index) => (index >= at && index < at + action.width ? undefined : byte));
}
