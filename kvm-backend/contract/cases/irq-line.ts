import { kvmConstants as k } from '../../abi/constants.js';
import * as ioctl from '../../system/ioctl.js';
import { lineLevels } from '../../vgic/registers.js';
import { at, get, inOrder, of, type Provoke } from '../case.js';

const irqLine =
  (irq: number): Provoke =>
  ({ vm }) =>
    vm.irqLine(irq, true);
const spi = (intId: number): Provoke => irqLine(ioctl.spiLine(intId));
const ofType = (type: number): Provoke => irqLine(type << k.KVM_ARM_IRQ_TYPE_SHIFT);
/** The PPI of the virtual timer, which KVM's own timer owns from the first KVM_RUN on. Source: kvm_timer_enable. */
const TIMER = 27;
const enter: Provoke = ({ vm, vcpu }) => {
  vm.initialiseVcpu(vcpu);
  vcpu.enter();
};
const ppiLevels = get(lineLevels(0, 0));
const initialised = at('initialised', 'K8');

/** KVM_IRQ_LINE. Source: Documentation/virt/kvm/api.rst; kvm_vm_ioctl_irq_line of arch/arm64/kvm/arm.c. */
export const irqLineCases = [
  at('none', 'K8')('irq-line-without-a-gic', 'ENXIO', spi(48)),
  at('addressed', 'K8')('irq-line-before-init', 'EBUSY', spi(48)),
  initialised('irq-line-first-spi', 'ok', spi(32)),
  initialised('irq-line-last-spi', 'ok', spi(63)),
  initialised('irq-line-below-the-spis', 'EINVAL', spi(31)),
  ...of(
    'bad-intid-rejected',
    [64, 1020, 1024, 1120, 5120, 0xffff].map((intId) =>
      initialised(`irq-line-bad-intid-${intId}`, 'EINVAL', spi(intId)),
    ),
  ),
  initialised('irq-line-of-the-cpu-type', 'ENXIO', ofType(k.KVM_ARM_IRQ_TYPE_CPU)),
  initialised('irq-line-of-an-unknown-type', 'EINVAL', ofType(15)),
  initialised('irq-line-ppi', 'ok', irqLine(ioctl.ppiLine(0, 20))),
  initialised('irq-line-ppi-after-a-run', '0x100000', inOrder(enter, irqLine(ioctl.ppiLine(0, 20)), ppiLevels)),
  initialised('irq-line-ppi-of-the-timer', 'ok', inOrder(enter, irqLine(ioctl.ppiLine(0, TIMER)))),
  initialised(
    'irq-line-ppi-of-the-timer-is-ignored',
    '0x0',
    inOrder(enter, irqLine(ioctl.ppiLine(0, TIMER)), ppiLevels),
  ),
  initialised('irq-line-ppi-of-an-absent-vcpu', 'EINVAL', irqLine(ioctl.ppiLine(1, 20))),
  initialised('irq-line-ppi-that-is-an-sgi', 'EINVAL', irqLine(ioctl.ppiLine(0, 15))),
  initialised('irq-line-ppi-that-is-an-spi', 'EINVAL', irqLine(ioctl.ppiLine(0, 32))),
];
