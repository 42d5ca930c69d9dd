import { IrqLine, spiFromIntId, VirtioMmioTransport, type Delivery, type VirtioDevice } from '../../impl/index.js';
import { registers, statusBits } from '../../spec/virtio-mmio.js';
import { AgentMachine, type HandlerEvent } from '../agent/agent-machine.js';
import { guestLayout, type AgentCommand } from '../agent/operations.js';
import { GICD_BASE } from '../vgic/create.js';
import { KvmVgicV3, type Injection } from '../vgic/kvm-vgic-v3.js';
import { registerArrays } from '../vgic/registers.js';
import type { Kvm } from '../vm/kvm.js';

/** What to deliver, and how. */
export interface DeliveryRequest {
  readonly delivery: Delivery;
  readonly injection: Injection;
  /** Before each time that the guest takes interrupts: what the device does, in this order. */
  readonly rounds: readonly (readonly ('queue' | 'config')[])[];
}

/** What one round led to. */
export interface DeliveryRound {
  /** What the guest's handler did: INTIDs taken, bits serviced. */
  readonly events: readonly HandlerEvent[];
  /** InterruptStatus afterwards. */
  readonly status: number;
}

const SPI = spiFromIntId(48);
const SIZE = { vcpuCount: 1, spiCount: 32 } as const;
const DRIVER_STATUS = statusBits.ACKNOWLEDGE | statusBits.DRIVER;

/**
 * Interrupts all the way: our transport and line on KVM's vGICv3, a guest that drives the device's registers by MMIO
 * exits, takes the interrupt by its exception vector, reads InterruptStatus, writes InterruptACK, and ends it.
 */
export function deliver(kvm: Kvm, { delivery, injection, rounds }: DeliveryRequest): readonly DeliveryRound[] {
  const agent = new AgentMachine(kvm, SIZE);
  const gic = KvmVgicV3.of(agent.machine, SIZE, injection);
  try {
    const line = new IrqLine({ gic, spi: SPI, delivery });
    const transport = new VirtioMmioTransport(silentDevice, line);
    agent.connect(transport);
    agent.run(0, [...openGic(delivery), ...bringUpDevice()]);
    return rounds.map((round) => {
      for (const what of round) {
        if (what === 'queue') line.triggerQueue();
        else line.triggerConfig();
      }
      const events: HandlerEvent[] = [];
      agent.run(0, [{ operation: 'openInterrupts' }], (event) => events.push(event));
      return { events, status: line.status };
    });
  } finally {
    gic.close();
  }
}

/** What a driver of the GIC does for this SPI. */
function openGic(delivery: Delivery): readonly AgentCommand[] {
  const { raw } = SPI;
  const word = 4 * Math.floor(raw / 32);
  const bit = (1 << (raw % 32)) >>> 0;
  const store = (offset: number, value: number): AgentCommand => ({
    operation: 'store32',
    address: GICD_BASE + offset,
    value,
  });
  return [
    store(registerArrays.ICFGR[0] + 4 * Math.floor(raw / 16), delivery === 'edge' ? 2 << (2 * (raw % 16)) : 0),
    store(registerArrays.IGROUPR[0] + word, bit),
    store(registerArrays.ISENABLER[0] + word, bit),
    store(0, 2),
    { operation: 'writePMR', value: 0xf8 },
    { operation: 'writeIGRPEN1', value: 1 },
  ];
}

/** What a driver of a virtio device does (VIRTIO 3.1.1), without queues. */
function bringUpDevice(): readonly AgentCommand[] {
  const store = (register: keyof typeof registers, value: number): AgentCommand => ({
    operation: 'store32',
    address: guestLayout.virtioMmio + registers[register].offset,
    value,
  });
  return [
    store('Status', statusBits.ACKNOWLEDGE),
    store('Status', DRIVER_STATUS),
    store('DriverFeaturesSel', 1),
    store('DriverFeatures', 1), // VIRTIO_F_VERSION_1 is bit 32
    store('Status', DRIVER_STATUS | statusBits.FEATURES_OK),
    store('Status', DRIVER_STATUS | statusBits.FEATURES_OK | statusBits.DRIVER_OK),
  ];
}

const nothing = (): void => undefined;

/** A device that does nothing by itself: the rounds say what happens. */
const silentDevice: VirtioDevice = {
  deviceId: 4,
  vendorId: 0,
  features: 0n,
  queueSizeMax: [1],
  config: new Uint8Array(0),
  acceptsConfigWrite: () => false,
  activate: nothing,
  reset: nothing,
  notify: nothing,
  resetQueue: nothing,
};
