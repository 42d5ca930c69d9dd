import type { SystemAction, SystemLanguage } from '../../model/index.js';
import type { Message, Story } from '../kit.js';

const DEVICE = 'Device';
const GIC = 'GIC';
const DRIVER = 'Driver';

/** Runs of the whole, told by who acts. */
export const systemStory: Story<SystemLanguage> = {
  lanes: [DEVICE, GIC, DRIVER],
  describe,
  messages: (action, { value }) => [
    { ...wayOf(action), text: value === null ? describe(action) : `${describe(action)}: reads ${value}` },
  ],
};

function describe(action: SystemAction): string {
  switch (action.kind) {
    case 'usedBuffers':
      return 'device used buffers';
    case 'configChange':
      return `device changes its configuration to ${action.byte}`;
    case 'initialise':
      return 'driver takes the device to DRIVER_OK';
    case 'resetDevice':
      return 'driver resets the device';
    case 'saveAndRestore':
      return `VMM saves the ${action.what === 'gic' ? 'GIC' : 'device'} and restores it`;
    case 'close':
      return `kernel closes ${action.gate}`;
    case 'open':
      return `kernel opens ${action.gate}`;
    case 'driver':
      return 'driver goes on by a step';
  }
}

function wayOf(action: SystemAction): Pick<Message, 'from' | 'to'> {
  switch (action.kind) {
    case 'usedBuffers':
    case 'configChange':
      return { from: DEVICE, to: GIC };
    case 'initialise':
    case 'resetDevice':
      return { from: DRIVER, to: DEVICE };
    case 'saveAndRestore':
      return action.what === 'gic' ? { from: GIC, to: GIC } : { from: DEVICE, to: DEVICE };
    case 'close':
    case 'open':
    case 'driver':
      return { from: DRIVER, to: GIC };
  }
}
