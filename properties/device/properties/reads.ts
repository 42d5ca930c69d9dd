import type { DeviceAction, DeviceLanguage, DeviceView } from '../../../model/index.js';
import {
  CONFIG,
  CONFIG_OFFSET,
  MAGIC,
  registers,
  statusBits,
  VERSION,
  type ClauseId,
  type RegisterName,
} from '../../../spec/index.js';
import type { Property } from '../../kit.js';
import { counting, everyStep } from './steps.js';

/** What a register reads, by what the device showed before, and who says so. */
interface Shown {
  readonly holds: (before: DeviceView) => number;
  readonly clauses: readonly ClauseId[];
}

const shown: Readonly<Partial<Record<RegisterName, Shown>>> = {
  MagicValue: { holds: () => MAGIC, clauses: ['VIRTIO-N19'] },
  Version: { holds: () => VERSION, clauses: ['VIRTIO-N20'] },
  InterruptStatus: { holds: (before) => before.InterruptStatus, clauses: ['VIRTIO-N1', 'VIRTIO-N23'] },
  Status: { holds: (before) => before.Status, clauses: ['VIRTIO-N24'] },
  ConfigGeneration: { holds: (before) => before.ConfigGeneration, clauses: ['VIRTIO-N3', 'VIRTIO-N25'] },
};

export const readsShowTheRegisters: Property<DeviceLanguage> = {
  id: 'reads-show-the-registers',
  title: 'the driver reads in InterruptStatus, Status and ConfigGeneration what the device has there, and what it is',
  clauses: [
    'VIRTIO-N1',
    'VIRTIO-N3',
    'VIRTIO-N19',
    'VIRTIO-N20',
    'VIRTIO-N21',
    'VIRTIO-N23',
    'VIRTIO-N24',
    'VIRTIO-N25',
  ],
  because:
    'The value of a read is what the view before it says; that of MagicValue and Version is the same for all devices.',
  unchecked: 'Registers that no view shows; the comparison with the model looks at those.',
  judge: everyStep((step) => {
    const name = registerRead(step.action);
    const register = name === undefined ? undefined : shown[name];
    if (name === undefined || register === undefined || step.run.hidden?.includes(name) === true) return undefined;
    const expected = register.holds(step.before);
    const { value } = step.observation;
    if (value === expected) return undefined;
    const isReversed = value === reversed(expected);
    return {
      message: isReversed
        ? `the bytes of ${name} come in reverse order`
        : `what the driver reads in ${name} is not what the device has there`,
      expected,
      actual: value,
      about: {
        says: 'what a register says is what the driver reads in it',
        clauses: isReversed ? ['VIRTIO-N21', ...register.clauses] : register.clauses,
      },
    };
  }),
  witnesses: [
    {
      name: 'MagicValue or Version read',
      atLeastPerThousandRuns: 200,
      count: counting((step) => ['MagicValue', 'Version'].includes(registerRead(step.action) ?? '')),
    },
    {
      name: 'InterruptStatus read while CONFIG is set',
      atLeastPerThousandRuns: 250,
      count: counting(
        (step) => registerRead(step.action) === 'InterruptStatus' && (step.before.InterruptStatus & CONFIG) !== 0,
      ),
    },
    {
      name: 'Status read with DEVICE_NEEDS_RESET in it',
      atLeastPerThousandRuns: 5,
      count: counting(
        (step) => registerRead(step.action) === 'Status' && (step.before.Status & statusBits.DEVICE_NEEDS_RESET) !== 0,
      ),
    },
    {
      name: 'ConfigGeneration read that is not what it was at first',
      atLeastPerThousandRuns: 60,
      count: counting((step) => registerRead(step.action) === 'ConfigGeneration' && step.before.ConfigGeneration !== 0),
    },
  ],
};

/** The clauses that speak of what a read gives. */
export function clausesOfRead(action: DeviceAction): readonly ClauseId[] {
  if (action.kind !== 'read') return [];
  if (action.offset >= CONFIG_OFFSET) return ['VIRTIO-N11', 'VIRTIO-N14', 'VIRTIO-N22'];
  const name = registerRead(action);
  return name === undefined ? ['VIRTIO-N14'] : (shown[name]?.clauses ?? ['VIRTIO-N26']);
}

/** The control register that an action reads as VIRTIO has it read, if it does. */
function registerRead(action: DeviceAction): RegisterName | undefined {
  if (action.kind !== 'read' || action.width !== 4) return undefined;
  const names = Object.keys(registers) as RegisterName[];
  return names.find((name) => registers[name].offset === action.offset && registers[name].access !== 'W');
}

/** The same four bytes from the other end. */
function reversed(value: number): number {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setUint32(0, value, true);
  return bytes.getUint32(0);
}
