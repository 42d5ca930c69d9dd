import { kvmConstants as k } from '../../abi/constants.js';
import { GICD_BASE, GICR_BASE, GICR_STRIDE } from '../../vgic/create.js';
import { redistributorRegion } from '../../vgic/redistributor-region.js';
import type { Vcpu } from '../../vm/vcpu.js';
import { DIST, REDIST, REGION, setAddress } from '../addresses.js';
import { at, initialise, inOrder, of, type Provoke, type Workbench } from '../case.js';

const IPA_END = 2 ** 40;

const enter: Provoke = ({ vm, vcpu }) => enterVcpu(vm, vcpu);
function enterVcpu(vm: Workbench['vm'], vcpu: Vcpu): void {
  vm.initialiseVcpu(vcpu);
  vcpu.enter();
}

const createVcpu =
  (index: number): Provoke =>
  ({ vm }) =>
    void vm.createVcpu(index);
const dist = (base: number): Provoke => setAddress(DIST, BigInt(base));
const redist = (base: number): Provoke => setAddress(REDIST, BigInt(base));
const regions = (count: number, base: number): Provoke => setAddress(REGION, redistributorRegion(count, base));

/** Makes a vGIC for two vCPUs, and enters the second. */
const secondOf =
  (place: Provoke): Provoke =>
  ({ vm, vcpu }) => {
    const second = vm.createVcpu(1);
    const device = vm.createDevice(k.KVM_DEV_TYPE_ARM_VGIC_V3);
    const bench = { vm, vcpu, device };
    inOrder(place, initialise)(bench);
    enterVcpu(vm, second);
  };

const none = at('none', 'K10');
const made = at('made', 'K10');

/** The first KVM_RUN, which puts the vGIC in its place. Source: kvm_vgic_map_resources and vgic_v3_map_resources. */
export const runCases = [
  none('run-without-a-gic', 'ok', enter),
  at('initialised', 'K10')('run', 'ok', enter),
  at('initialised', 'K10')('run-before-vcpu-init', 'ENOEXEC', ({ vcpu }) => vcpu.enter()),
  ...of('init-order-ebusy', [at('addressed', 'K10')('run-before-init', 'EBUSY', enter)]),
  ...of('redist-region-order-errors', [
    made('run-without-addresses', 'ENXIO', inOrder(initialise, enter)),
    made('run-without-a-distributor', 'ENXIO', inOrder(redist(GICR_BASE), initialise, enter)),
    made('run-without-a-redistributor', 'ENXIO', inOrder(dist(GICD_BASE), initialise, enter)),
    none('run-with-too-few-redistributors', 'ENXIO', secondOf(inOrder(dist(GICD_BASE), regions(1, GICR_BASE)))),
    none('run-with-enough-redistributors', 'ok', secondOf(inOrder(dist(GICD_BASE), regions(2, GICR_BASE)))),
    made(
      'run-with-a-row-that-has-grown-out-of-the-ipa-space',
      'EINVAL',
      inOrder(dist(GICD_BASE), redist(IPA_END - GICR_STRIDE), createVcpu(1), initialise, enter),
    ),
  ]),
  ...of('dist-redist-overlap-at-run', [
    made('run-with-the-distributor-among-the-redistributors', 'EINVAL', (bench) =>
      inOrder(redist(GICR_BASE), dist(GICR_BASE + 0x1_0000), initialise, enter)(bench),
    ),
  ]),
];
