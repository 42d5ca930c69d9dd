import type { DeviceAction, DeviceLanguage, DeviceObservation } from '../../model/index.js';
import { CONFIG_OFFSET, registers, statusBits } from '../../spec/index.js';
import type { Message, Story } from '../kit.js';

const DRIVER = 'Driver';
const TRANSPORT = 'Transport';
const GIC = 'GIC';

/** Runs of the device layer, told with the names of VIRTIO. */
export const deviceStory: Story<DeviceLanguage> = {
  lanes: [DRIVER, TRANSPORT, GIC],
  describe,
  messages(action, observation) {
    return [
      ...actionMessages(action, observation),
      ...(observation.signals ?? []).map((signal): Message => ({ from: TRANSPORT, to: GIC, text: signal })),
      ...errorOf(observation).map((text): Message => ({ from: TRANSPORT, to: TRANSPORT, text })),
    ];
  },
};

function describe(action: DeviceAction): string {
  switch (action.kind) {
    case 'read':
      return `driver reads ${place(action)}`;
    case 'write':
      return `driver writes ${valueText(action)} to ${place(action)}`;
    case 'usedBuffers':
      return `device used buffers of queue ${action.queue}`;
    case 'configChange':
      return `device changes ${action.bytes.length} byte${action.bytes.length === 1 ? '' : 's'} of its configuration at ${action.offset}`;
    case 'fatalError':
      return 'device meets a fatal error';
    case 'activationFails':
      return '(the device will not be able to start)';
    case 'gicRefuses':
      return `(the GIC will refuse ${action.signals} signal${action.signals === 1 ? '' : 's'})`;
    case 'pulseFailsHalfWay':
      return '(the next pulse will fail half way)';
    case 'saveAndRestore':
      return 'VMM saves the device and restores it';
    case 'restoreDamaged':
      return `VMM restores a ${{ truncated: 'truncated', foreign: 'foreign', future: 'future' }[action.damage]} saved state`;
  }
}

function errorOf({ error }: Partial<DeviceObservation>): readonly string[] {
  return error === null || error === undefined ? [] : [error];
}

function actionMessages(action: DeviceAction, { value }: Partial<DeviceObservation>): readonly Message[] {
  switch (action.kind) {
    case 'read':
      return [{ from: TRANSPORT, to: DRIVER, text: `${place(action)} is ${hex(value ?? 0)}` }];
    case 'write':
      return [{ from: DRIVER, to: TRANSPORT, text: `${place(action)} := ${hex(action.value)}` }];
    default:
      return [{ from: TRANSPORT, to: TRANSPORT, text: describe(action) }];
  }
}

function place({ offset, width }: { readonly offset: number; readonly width: number }): string {
  const wide = width === 4 ? '' : `, ${width} byte${width === 1 ? '' : 's'} wide`;
  if (offset >= CONFIG_OFFSET) return `configuration + ${offset - CONFIG_OFFSET}${wide}`;
  const name = Object.entries(registers).find(([, register]) => register.offset === offset)?.[0];
  return `${name ?? `offset ${hex(offset)}, which is no register`}${wide}`;
}

/** A Status in the names of its bits, everything else in hexadecimal. */
function valueText({ offset, value }: { readonly offset: number; readonly value: number }): string {
  if (offset !== registers.Status.offset) return hex(value);
  const names = Object.entries(statusBits).filter(([, bit]) => (value & bit) !== 0);
  const all = names.reduce((sum, [, bit]) => sum + bit, 0);
  return value === 0 || all !== value ? hex(value) : `${hex(value)} (${names.map(([name]) => name).join(' | ')})`;
}

function hex(value: number): string {
  return value < 10 ? String(value) : `0x${value.toString(16)}`;
}
