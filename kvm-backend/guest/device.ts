import { IrqLine, spiFromIntId, VirtioMmioTransport, type Delivery, type GicWires } from '../../impl/index.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { bringUpDevice, openGic } from '../agent/driver.js';
import { silentDevice } from '../delivery/silent-device.js';
import type { Injection } from '../vgic/injection.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import type { Kvm } from '../vm/kvm.js';

/** How a device's events reach its guest. */
export interface DeviceWiring {
  readonly delivery: Delivery;
  readonly injection: Injection;
}

/** A device behind our transport and line on KVM's vGICv3, and the vCPU whose guest drives it by MMIO exits. */
export interface WiredDevice {
  readonly agent: AgentMachine;
  readonly gic: KvmVgicV3;
  readonly line: IrqLine;
  readonly transport: VirtioMmioTransport;
}

const SPI = spiFromIntId(48);
const SIZE = { vcpuCount: 1, spiCount: 32 } as const;

/**
 * Makes such a device, lets the guest bring it up, uses it, and ends its VM.
 * @param wiresOf - makes the wires that the device's own line has of the GIC's
 */
export function withDevice<T>(
  kvm: Kvm,
  { delivery, injection }: DeviceWiring,
  use: (device: WiredDevice) => T,
  wiresOf: (gic: GicWires) => GicWires = (gic) => gic,
): T {
  const agent = new AgentMachine(kvm, SIZE);
  try {
    const gic = KvmVgicV3.of(agent.machine, SIZE, injection);
    const line = new IrqLine({ gic: wiresOf(gic), spi: SPI, delivery });
    const transport = new VirtioMmioTransport(silentDevice, line);
    agent.connect(transport);
    agent.run(0, [...openGic([SPI], delivery), ...bringUpDevice()]);
    return use({ agent, gic, line, transport });
  } finally {
    agent.close();
  }
}
