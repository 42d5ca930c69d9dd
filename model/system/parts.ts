import { match } from 'ts-pattern';
import { registers, statusBits, type RegisterName } from '../../spec/index.js';
import type { DeviceAction, DeviceConfig } from '../device/index.js';
import { architectureGic, type GicAction, type GicConfig } from '../gic/index.js';
import type { Gate, SystemConfig } from './language.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK } = statusBits;

/** The interrupt of the device: SPI 16. */
export const INTID = 48;
const target = { pe: 0, intId: INTID };

/** The device: two queues, four bytes of configuration, and our implementation's choices. */
export const deviceConfigOf = ({ delivery }: SystemConfig): DeviceConfig => ({
  deviceId: 2,
  vendorId: 0x554d4551,
  features: [0, 1],
  queueSizeMax: [256, 256],
  config: [0, 0, 0, 0],
  configWritable: false,
  choices: {
    ackGate: 'none',
    ackWidth: 32,
    configEventSets: 2,
    signal: delivery === 'level' ? 'level' : 'always',
  },
});

/** The GIC: one PE, 32 SPIs, the architecture. */
export const gicConfig: GicConfig = { peCount: 1, spiCount: 32, behaviour: architectureGic };

const write = (name: RegisterName, value: number): DeviceAction => ({
  kind: 'write',
  offset: registers[name].offset,
  width: 4,
  value,
});

export const writeInterruptAck = (bits: number): DeviceAction => write('InterruptACK', bits);

export const resetDevice: DeviceAction = write('Status', 0);

/** The driver's way from reset to DRIVER_OK (VIRTIO 3.1.1). */
export const initialisation: readonly DeviceAction[] = [
  resetDevice,
  write('Status', ACKNOWLEDGE),
  write('Status', ACKNOWLEDGE | DRIVER),
  write('DriverFeaturesSel', 1),
  write('DriverFeatures', 1),
  write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK),
  write('QueueSel', 0),
  write('QueueReady', 1),
  write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK),
];

/** The GIC as a kernel sets it up for this interrupt; every gate is open. */
export const gicSetUp = ({ delivery }: SystemConfig): readonly GicAction[] => [
  { kind: 'writeTrigger', ...target, trigger: delivery },
  { kind: 'writeGroup', ...target, group: 1 },
  { kind: 'writePriority', ...target, priority: 0xa0 },
  ...(['GICD_CTLR', 'ICC_PMR_EL1', 'ICC_IGRPEN1_EL1', 'ISENABLER'] as const).map((gate) => setGate(gate, true)),
];

/** Opens or closes a gate. */
export const setGate = (gate: Gate, open: boolean): GicAction =>
  match(gate)
    .returnType<GicAction>()
    .with('ISENABLER', () => ({ kind: 'writeEnabled', ...target, enabled: open }))
    .with('ICC_PMR_EL1', () => ({ kind: 'writePriorityMask', pe: 0, value: open ? 0xf8 : 0 }))
    .with('ICC_IGRPEN1_EL1', () => ({ kind: 'writeGroupEnable', pe: 0, enabled: open }))
    .with('GICD_CTLR', () => ({ kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: open }))
    .exhaustive();
