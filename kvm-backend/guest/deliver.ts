import type { IrqLine } from '../../impl/index.js';
import type { HandlerEvent } from '../agent/run-list.js';
import type { Kvm } from '../vm/kvm.js';
import type { DeviceEvent } from './device-event.js';
import { withDevice, type DeviceWiring } from './device.js';

/** What to deliver, and how. */
export interface DeliveryRequest extends DeviceWiring {
  readonly rounds: readonly DeliveryPlan[];
  /** Whether nobody raises again what KVM lowered at an end of interrupt: a fault, made to show what it loses. */
  readonly ignoresResamples?: boolean;
}

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

/**
 * Interrupts all the way: our transport and line on KVM's vGICv3, a guest that drives the device's registers by MMIO
 * exits, takes the interrupt by its exception vector, reads InterruptStatus, writes InterruptACK, and ends it.
 */
export function deliver(kvm: Kvm, request: DeliveryRequest): readonly DeliveryRound[] {
  return withDevice(kvm, request, ({ agent, gic, line }) =>
    request.rounds.map(({ before, meanwhile = [] }) => {
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
    }),
  );
}

function signal(line: IrqLine, events: readonly DeviceEvent[]): void {
  for (const event of events) {
    if (event === 'queue') line.triggerQueue();
    else line.triggerConfig();
  }
}
