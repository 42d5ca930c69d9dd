import { IrqLine, spiFromIntId, type BusDevice } from '../../impl/index.js';
import { registers } from '../../spec/virtio-mmio.js';
import { kvmConstants } from '../abi/constants.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { LONGEST_LIST, type AgentCommand } from '../agent/operations.js';
import { spiLine } from '../system/ioctl.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import { readVgic, wordOf } from '../vgic/registers.js';
import type { Kvm } from '../vm/kvm.js';
import { openGic } from '../agent/driver.js';

/** Something to be done over and over. */
export interface Loop {
  step(this: void): unknown;
  close(this: void): void;
}

/** The interrupt of the loop `interrupt`, which the guest opens. */
export const measuredSpi = spiFromIntId(48);
const SIZE = { vcpuCount: 1, spiCount: 32 } as const;

/** What is measured: our side of the ioctls and of the agent, with the checks that every user of it pays for. */
export const loops = {
  /** An ioctl whose argument is a number. */
  checkExtension: (kvm: Kvm): Loop => ({
    step: () => kvm.checkExtension(kvmConstants.KVM_CAP_IRQFD),
    close: () => undefined,
  }),
  /** An ioctl whose argument is a structure, on a device that any KVM has. */
  hasDeviceAttr: (kvm: Kvm): Loop => {
    const attr = BigInt(kvmConstants.KVM_DEV_VFIO_GROUP_ADD);
    return during(kvm.createVm(), (vm) => {
      const device = vm.createDevice(kvmConstants.KVM_DEV_TYPE_VFIO);
      return () => device.requireAttribute(kvmConstants.KVM_DEV_VFIO_GROUP, attr);
    });
  },
  irqLine: (kvm: Kvm): Loop => {
    let level = false;
    return withAgent(
      kvm,
      ({ machine: { vm } }) =>
        () =>
          vm.irqLine(spiLine(40), (level = !level)),
    );
  },
  distributorRead: (kvm: Kvm): Loop => {
    const latches = wordOf('ISPENDR', 32, 0);
    return withAgent(kvm, ({ machine: { device } }) => {
      return () => readVgic(device, latches);
    });
  },
  /** A list of one command is one KVM_RUN and one exit. */
  oneCommand: (kvm: Kvm): Loop => withAgent(kvm, (agent) => () => agent.run(0, [{ operation: 'readRPR' }])),
  /** One step is `LONGEST_LIST` commands. */
  batch: (kvm: Kvm): Loop => {
    const list = Array.from({ length: LONGEST_LIST }, (): AgentCommand => ({ operation: 'readRPR' }));
    return withAgent(kvm, (agent) => () => agent.run(0, list));
  },
  /** An interrupt all the way: the device's trigger, the guest's handler, InterruptStatus, InterruptACK, the end. */
  interrupt: (kvm: Kvm): Loop =>
    withAgent(kvm, (agent) => {
      const gic = KvmVgicV3.of(agent.machine, SIZE);
      const line = new IrqLine({ gic, spi: measuredSpi, delivery: 'edge' });
      line.open();
      agent.connect(registersOf(line));
      agent.run(0, openGic([measuredSpi], 'edge'));
      return () => {
        line.triggerQueue();
        agent.run(0, [{ operation: 'openInterrupts' }]);
        if (line.status !== 0) throw new Error('the interrupt was not handled: there is nothing to measure');
      };
    }),
} as const;

export type LoopName = keyof typeof loops;

/** A loop on a machine with the guest agent. */
function withAgent(kvm: Kvm, stepOf: (agent: AgentMachine) => () => unknown): Loop {
  return during(new AgentMachine(kvm, SIZE), stepOf);
}

/** A loop on something that ends with it. */
function during<T extends { close(): void }>(what: T, stepOf: (what: T) => () => unknown): Loop {
  try {
    return { step: stepOf(what), close: () => what.close() };
  } catch (error) {
    what.close();
    throw error;
  }
}

/** As much of the device's registers as the agent's handler touches. */
function registersOf(line: IrqLine): BusDevice {
  return {
    read: (offset) => (offset === registers.InterruptStatus.offset ? line.status : 0),
    write: (offset, _width, value) => {
      if (offset === registers.InterruptACK.offset) line.ack(value);
    },
  };
}
