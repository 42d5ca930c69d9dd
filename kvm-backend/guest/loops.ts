import { IrqLine, spiFromIntId, type BusDevice } from '../../impl/index.js';
import { registers } from '../../spec/virtio-mmio.js';
import { kvmConstants } from '../abi/constants.js';
import { ioctls } from '../abi/ioctls.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { openGic } from '../agent/driver.js';
import { LONGEST_LIST, type AgentCommand } from '../agent/operations.js';
import { byValue } from '../system/call.js';
import { spiLine } from '../system/ioctl.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import { readVgic, wordOf } from '../vgic/registers.js';
import type { Kvm } from '../vm/kvm.js';
import type { Vcpu } from '../vm/vcpu.js';
import type { Vm } from '../vm/vm.js';
import { bareAttribute, bareIoctl, bareIrqLine, bareList } from './bare.js';

/** Something to be done over and over. */
export interface Loop {
  step(this: void): unknown;
  /** The same calls with nothing of ours around them. */
  bare?(this: void): unknown;
  close(this: void): void;
}

/** The interrupt of the loop `interrupt`, which the guest opens. */
export const measuredSpi = spiFromIntId(48);
/** A pin of the interrupt controllers that KVM has on x86-64, where nothing else is connected. */
export const measuredPin = 5;
const SIZE = { vcpuCount: 1, spiCount: 32 } as const;

/** What is measured: our side of the ioctls and of the agent, with the checks that every user of it pays for. */
export const loops = {
  /** An ioctl whose argument is a number. */
  checkExtension: (kvm: Kvm): Loop => ({
    step: () => kvm.checkExtension(kvmConstants.KVM_CAP_IRQFD),
    bare: bareIoctl(kvm.descriptor, ioctls.KVM_CHECK_EXTENSION, kvmConstants.KVM_CAP_IRQFD),
    close: () => undefined,
  }),
  /** An ioctl whose argument is a structure, on a device that any KVM has. */
  hasDeviceAttr: (kvm: Kvm): Loop =>
    during(kvm.createVm(), (vm) => {
      const { KVM_DEV_TYPE_VFIO, KVM_DEV_VFIO_GROUP, KVM_DEV_VFIO_GROUP_ADD } = kvmConstants;
      const device = vm.createDevice(KVM_DEV_TYPE_VFIO);
      const attr = BigInt(KVM_DEV_VFIO_GROUP_ADD);
      return {
        step: () => device.requireAttribute(KVM_DEV_VFIO_GROUP, attr),
        bare: bareAttribute(device.descriptor, ioctls.KVM_HAS_DEVICE_ATTR, KVM_DEV_VFIO_GROUP, attr),
      };
    }),
  /** An ioctl that has something to do: a line of the interrupt controller that KVM has on this machine. */
  irqLine: (kvm: Kvm): Loop =>
    process.arch === 'x64'
      ? during(kvm.createVm(), (vm) => {
          byValue(vm.descriptor, ioctls.KVM_CREATE_IRQCHIP);
          return drivingLine(vm, measuredPin);
        })
      : withAgent(kvm, ({ machine: { vm } }) => drivingLine(vm, spiLine(40))),
  distributorRead: (kvm: Kvm): Loop =>
    withAgent(kvm, ({ machine: { device } }) => {
      const latches = wordOf('ISPENDR', 32, 0);
      return {
        step: () => readVgic(device, latches),
        bare: bareAttribute(device.descriptor, ioctls.KVM_GET_DEVICE_ATTR, latches.group, latches.attr),
      };
    }),
  /** A list of one command is one KVM_RUN and one exit. */
  oneCommand: (kvm: Kvm): Loop =>
    withAgent(kvm, (agent) => {
      const step = () => agent.run(0, [{ operation: 'readRPR' }]);
      step(); // the bare loop has the guest do it again
      return { step, bare: bareList(onlyVcpu(agent)) };
    }),
  /** One step is `LONGEST_LIST` commands. */
  batch: (kvm: Kvm): Loop => {
    const list = Array.from({ length: LONGEST_LIST }, (): AgentCommand => ({ operation: 'readRPR' }));
    return withAgent(kvm, (agent) => ({ step: () => agent.run(0, list) }));
  },
  /** An interrupt all the way: the device's trigger, the guest's handler, InterruptStatus, InterruptACK, the end. */
  interrupt: (kvm: Kvm): Loop =>
    withAgent(kvm, (agent) => {
      const gic = KvmVgicV3.of(agent.machine, SIZE);
      const line = new IrqLine({ gic, spi: measuredSpi, delivery: 'edge' });
      line.open();
      agent.connect(registersOf(line));
      agent.run(0, openGic([measuredSpi], 'edge'));
      const takeInterrupts = () => agent.run(0, [{ operation: 'openInterrupts' }]);
      takeInterrupts(); // the bare loop has the guest do it again
      const step = () => {
        line.triggerQueue();
        takeInterrupts();
        if (line.status !== 0) throw new Error('the interrupt was not handled: there is nothing to measure');
      };
      const drive = bareIrqLine(agent.machine.vm.descriptor, spiLine(measuredSpi.raw));
      const runGuest = bareList(onlyVcpu(agent));
      const bare = () => {
        drive(1);
        drive(0);
        runGuest();
      };
      return { step, bare };
    }),
} as const;

export type LoopName = keyof typeof loops;

/** What drives a line up and down. @param irq - the field of kvm_irq_level */
function drivingLine(vm: Vm, irq: number): Steps {
  const drive = bareIrqLine(vm.descriptor, irq);
  let level: 0 | 1 = 0;
  return {
    step: () => vm.irqLine(irq, (level = level === 0 ? 1 : 0) === 1),
    bare: () => drive((level = level === 0 ? 1 : 0)),
  };
}

type Steps = Omit<Loop, 'close'>;

/** A loop on a machine with the guest agent, which ends with it. */
function withAgent(kvm: Kvm, stepsOf: (agent: AgentMachine) => Steps): Loop {
  return during(new AgentMachine(kvm, SIZE), stepsOf);
}

/** A loop on a machine that ends with it. */
function during<T extends { close(): void }>(machine: T, stepsOf: (machine: T) => Steps): Loop {
  try {
    return { ...stepsOf(machine), close: () => machine.close() };
  } catch (error) {
    machine.close();
    throw error;
  }
}

function onlyVcpu({ machine: { vcpus } }: AgentMachine): Vcpu {
  const [vcpu] = vcpus;
  if (vcpu === undefined) throw new Error('no vCPU'); // SIZE says 1
  return vcpu;
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
