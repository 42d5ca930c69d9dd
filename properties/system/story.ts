import type { DriverMove, EventBit, Snapshot, SystemAction, SystemLanguage } from '../../model/index.js';
import type { Message, Story } from '../kit.js';

const DEVICE = 'Device';
const GIC = 'GIC';
const DRIVER = 'Driver';

/** Runs of the system layer: who signals whom, and what the driver then does. */
export const systemStory: Story<SystemLanguage> = {
  lanes: [DEVICE, GIC, DRIVER],
  describe,
  messages(action, { signals = [], moves = [], settled = true }) {
    return [
      // A step of the driver speaks for itself, by what it did.
      ...(action.kind === 'driver' ? [] : [{ ...wayOf(action), text: describe(action) }]),
      ...signals.map((signal): Message => ({ from: DEVICE, to: GIC, text: signal })),
      ...moves.map(moveMessage),
      ...(settled ? [] : [{ from: GIC, to: DRIVER, text: '… and so on, for ever' }]),
    ];
  },
};

function describe(action: SystemAction): string {
  switch (action.kind) {
    case 'event':
      return `device: ${eventText(action.bit)}, told whole`;
    case 'publish':
      return `thread ${action.thread}: ${eventText(action.bit)}, to be told`;
    case 'advance':
      return `thread ${action.thread} takes a step`;
    case 'driver':
      return 'driver takes a step';
    case 'enable':
      return `driver ${action.enabled ? 'enables' : 'disables'} the interrupt`;
    case 'mask':
      return `driver ${action.open ? 'opens' : 'closes'} ICC_PMR_EL1`;
    case 'bringUp':
      return 'driver brings the device up';
    case 'resetDevice':
      return 'driver resets the device';
    case 'eventAtStart':
      return '(the device will use buffers while it is started)';
    case 'snapshot':
      return `VMM ${snapshotText(action)}`;
    case 'quiesce':
      return 'driver handles all there is';
  }
}

const eventText = (bit: EventBit): string => (bit === 1 ? 'used buffers' : 'configuration change');

function snapshotText({ savedFirst, completes, restoredFirst }: Snapshot): string {
  const late = completes === 0 ? '' : `, ${eventText(completes)} meanwhile`;
  return `saves ${savedFirst} first${late}, and restores ${restoredFirst} first`;
}

function wayOf(action: SystemAction): Pick<Message, 'from' | 'to'> {
  switch (action.kind) {
    case 'bringUp':
    case 'resetDevice':
      return { from: DRIVER, to: DEVICE };
    case 'enable':
    case 'mask':
    case 'quiesce':
      return { from: DRIVER, to: GIC };
    default:
      return { from: DEVICE, to: DEVICE };
  }
}

function moveMessage({ kind, value }: DriverMove): Message {
  switch (kind) {
    case 'take':
      return { from: GIC, to: DRIVER, text: `ICC_IAR1_EL1 is ${value}` };
    case 'read':
      return { from: DEVICE, to: DRIVER, text: `InterruptStatus is ${value}` };
    case 'ack':
      return { from: DRIVER, to: DEVICE, text: `InterruptACK := ${value}` };
    case 'service':
      return { from: DRIVER, to: DRIVER, text: `services ${value}` };
    case 'end':
      return { from: DRIVER, to: GIC, text: `ICC_EOIR1_EL1 := ${value}` };
  }
}
