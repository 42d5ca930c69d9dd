import { IrqLine, spiFromIntId, VirtioMmioTransport, type Delivery } from '../../impl/index.js';
import { AgentMachine } from '../agent/agent-machine.js';
import type { HandlerEvent } from '../agent/run-list.js';
import type { Injection } from '../vgic/injection.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import type { Kvm } from '../vm/kvm.js';
import { bringUpDevice, openGic } from '../agent/driver.js';
import { silentDevice } from '../delivery/silent-device.js';

/** What to deliver, and how. */
export interface DeliveryRequest {
  readonly delivery: Delivery;
  readonly injection: Injection;
  readonly rounds: readonly DeliveryPlan[];
  /** Whether nobody raises again what KVM lowered at an end of interrupt: a fault, made to show what it loses. */
  readonly ignoresResamples?: boolean;
}

type DeviceEvent = 'queue' | 'config';

/** What the device does in a round, in this order. */
export interface DeliveryPlan {
  /** Before the guest takes interrupts. */
  readonly before: readonly DeviceEvent[];
  /** When the guest first services, between its InterruptACK and the end of its interrupt. */
  readonly meanwhile?: readonly DeviceEvent[];
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

/**
 * Interrupts all the way: our transport and line on KVM's vGICv3, a guest that drives the device's registers by MMIO
 * exits, takes the interrupt by its exception vector, reads InterruptStatus, writes InterruptACK, and ends it.
 */
export function deliver(kvm: Kvm, request: DeliveryRequest): readonly DeliveryRound[] {
  const { delivery, injection, rounds } = request;
  const agent = new AgentMachine(kvm, SIZE);
  const gic = KvmVgicV3.of(agent.machine, SIZE, injection);
  try {
    const line = new IrqLine({ gic, spi: SPI, delivery });
    agent.connect(new VirtioMmioTransport(silentDevice, line));
    agent.run(0, [...openGic([SPI], delivery), ...bringUpDevice()]);
    return rounds.map(({ before, meanwhile = [] }) => {
      signal(line, before);
      const toCome = [...meanwhile];
      const events: HandlerEvent[] = [];
      do {
        agent.run(0, [{ operation: 'openInterrupts' }], (event) => {
          events.push(event);
          if (event.kind === 'serviced') signal(line, toCome.splice(0));
        });
      } while (request.ignoresResamples !== true && gic.resample().length > 0);
      return { events, status: line.status };
    });
  } finally {
    gic.close();
  }
}

function signal(line: IrqLine, events: readonly DeviceEvent[]): void {
  for (const event of events) {
    if (event === 'queue') line.triggerQueue();
    else line.triggerConfig();
  }
}
