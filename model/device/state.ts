import type { DeviceConfig } from './language.js';

/** The registers of one virtqueue that can be observed. */
export interface QueueState {
  readonly QueueSize: number;
  readonly QueueReady: boolean;
}

/** The state of the device's registers, of its line, and of the troubles that are to come. */
export interface DeviceState {
  readonly config: DeviceConfig;
  readonly Status: number;
  readonly InterruptStatus: number;
  readonly ConfigGeneration: number;
  readonly DeviceFeaturesSel: number;
  readonly DriverFeaturesSel: number;
  readonly DriverFeatures: readonly [low: number, high: number];
  readonly QueueSel: number;
  readonly queues: readonly QueueState[];
  readonly configSpace: readonly number[];
  /** Whether the device behind the transport runs: it was started at DRIVER_OK, and could be. */
  readonly activated: boolean;
  /** The level of the line. */
  readonly line: 0 | 1;
  /** Whether the line is high because a pulse failed half way. */
  readonly stuckHigh: boolean;
  readonly activationFails: boolean;
  /** How many signals the GIC still refuses. */
  readonly refusals: number;
  readonly pulseFailsHalfWay: boolean;
}

/** What of the state a reset sets back (VIRTIO 4.2.2.1, 2.4.1). ConfigGeneration and the configuration stay. */
export function registersAfterReset(
  config: DeviceConfig,
): Pick<
  DeviceState,
  | 'Status'
  | 'InterruptStatus'
  | 'DeviceFeaturesSel'
  | 'DriverFeaturesSel'
  | 'DriverFeatures'
  | 'QueueSel'
  | 'queues'
  | 'activated'
> {
  return {
    Status: 0,
    InterruptStatus: 0,
    DeviceFeaturesSel: 0,
    DriverFeaturesSel: 0,
    DriverFeatures: [0, 0],
    QueueSel: 0,
    queues: config.queueSizeMax.map((QueueSize) => ({ QueueSize, QueueReady: false })),
    activated: false,
  };
}

/** The device as it is made. */
export function initialDevice(config: DeviceConfig): DeviceState {
  return {
    config,
    ...registersAfterReset(config),
    ConfigGeneration: 0,
    configSpace: config.config,
    line: 0,
    stuckHigh: false,
    activationFails: false,
    refusals: 0,
    pulseFailsHalfWay: false,
  };
}
