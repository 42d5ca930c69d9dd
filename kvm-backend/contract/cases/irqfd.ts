import { kvmConstants as k } from '../../abi/constants.js';
import { Eventfd } from '../../system/descriptor.js';
import * as ioctl from '../../system/ioctl.js';
import { wordOf } from '../../vgic/registers.js';
import type { Vm } from '../../vm/vm.js';
import { at, get, initialise, inOrder, of, type Provoke } from '../case.js';

const bind =
  (gsi: number): Provoke =>
  ({ vm }) => {
    const eventfd = vm.own(Eventfd.open());
    vm.assignIrqfd(gsi, eventfd);
    eventfd.signal();
  };
/** A call of KVM_IRQFD with these fields for GSI 16. */
const call =
  (fields: (vm: Vm) => Partial<ioctl.IrqfdBinding>): Provoke =>
  ({ vm }) =>
    ioctl.assignIrqfd(vm.descriptor, { gsi: 16, eventfd: vm.own(Eventfd.open()).number, ...fields(vm) });
const bindTwice =
  (first: number, second: number): Provoke =>
  ({ vm }) => {
    const eventfd = vm.own(Eventfd.open());
    vm.assignIrqfd(first, eventfd);
    vm.assignIrqfd(second, eventfd);
  };
const route =
  (routes: readonly ioctl.GsiRoute[], flags = 0): Provoke =>
  ({ vm }) =>
    ioctl.setGsiRouting(vm.descriptor, routes, flags);
/** The latches of INTIDs 32 to 63. */
const latches = get(wordOf('ISPENDR', 32, 0));
const toPin5 = route([{ gsi: 0, pin: 5 }]);
const NO_DESCRIPTOR = 0x7fff_ffff;
const UNKNOWN_FLAG = 1 << 5;

const initialised = at('initialised', 'K9');

/** KVM_IRQFD. Source: Documentation/virt/kvm/api.rst; virt/kvm/eventfd.c. */
const irqfd = [
  at('addressed', 'K9')('irqfd-before-init', 'EAGAIN', bind(16)),
  initialised('irqfd', 'ok', bind(16)),
  ...of('irqfd-injects', [initialised('irqfd-sets-the-latch-of-its-pin', '0x10000', inOrder(bind(16), latches))]),
  ...of('irqfd-bad-pin-silent', [
    initialised('irqfd-of-a-pin-beyond-the-spis-is-silent', '0x0', inOrder(bind(200), latches)),
    initialised('irqfd-of-a-gsi-beyond-all-is-silent', '0x0', inOrder(bind(5000), latches)),
  ]),
  initialised('irqfd-twice-on-one-eventfd', 'EBUSY', bindTwice(16, 17)),
  initialised('irqfd-twice-the-same', 'EBUSY', bindTwice(16, 16)),
  initialised(
    'irqfd-of-no-descriptor',
    'EBADF',
    call(() => ({ eventfd: NO_DESCRIPTOR })),
  ),
  initialised(
    'irqfd-of-what-is-no-eventfd',
    'EINVAL',
    call((vm) => ({ eventfd: vm.descriptor.number })),
  ),
  initialised(
    'irqfd-with-an-unknown-flag',
    'EINVAL',
    call(() => ({ flags: UNKNOWN_FLAG })),
  ),
  initialised(
    'irqfd-resample',
    'ok',
    call((vm) => ({ resamplefd: vm.own(Eventfd.open()).number })),
  ),
  initialised(
    'irqfd-resample-of-no-descriptor',
    'EBADF',
    call(() => ({ resamplefd: NO_DESCRIPTOR })),
  ),
  initialised(
    'irqfd-deassign-of-what-is-not-assigned',
    'ok',
    call(() => ({ flags: k.KVM_IRQFD_FLAG_DEASSIGN })),
  ),
  initialised('irqfd-deassigned-is-silent', '0x0', (bench) => {
    const { vm } = bench;
    const eventfd = vm.own(Eventfd.open());
    vm.assignIrqfd(16, eventfd);
    ioctl.assignIrqfd(vm.descriptor, { gsi: 16, eventfd: eventfd.number, flags: k.KVM_IRQFD_FLAG_DEASSIGN });
    eventfd.signal();
    return latches(bench);
  }),
];

/** KVM_SET_GSI_ROUTING. Source: Documentation/virt/kvm/api.rst; virt/kvm/irqchip.c; vgic-irqfd.c. */
const routing = [
  initialised('routing-to-a-pin', 'ok', route([{ gsi: 0, pin: 31 }])),
  initialised('routing-to-pin-988', 'EINVAL', route([{ gsi: 0, pin: 988 }])),
  initialised('routing-to-irqchip-1', 'EINVAL', route([{ gsi: 0, pin: 5, irqchip: 1 }])),
  initialised('routing-of-an-unknown-type', 'EINVAL', route([{ gsi: 0, pin: 5, type: 99 }])),
  initialised('routing-of-gsi-4096', 'EINVAL', route([{ gsi: 4096, pin: 5 }])),
  initialised('routing-with-flags', 'EINVAL', route([{ gsi: 0, pin: 5 }], 1)),
  initialised('routing-of-4097-routes', 'EINVAL', route(Array.from({ length: 4097 }, () => ({ gsi: 0, pin: 5 })))),
  initialised('routing-of-none', 'ok', route([])),
  initialised('routing-moves-an-irqfd', '0x20', inOrder(toPin5, bind(0), latches)),
  initialised('routing-replaces-the-table', '0x0', inOrder(toPin5, bind(16), latches)),
  initialised(
    'routing-leaves-irq-line-alone',
    '0x1',
    inOrder(toPin5, ({ vm }) => vm.irqLine(ioctl.spiLine(32), true), latches),
  ),
  at('addressed', 'K9')('init-replaces-the-routing', '0x1', inOrder(toPin5, initialise, bind(0), latches)),
];

export const irqfdCases = [...irqfd, ...routing];
