import { kvmConstants as k } from '../../abi/constants.js';
import { GICR_BASE, GICR_STRIDE } from '../../vgic/create.js';
import { readVgic, redistributor } from '../../vgic/registers.js';
import { redistributorRegion } from '../../vgic/redistributor-region.js';
import { REDIST, REGION, setAddress } from '../addresses.js';
import { at, get, initialise, inOrder, of, type Provoke } from '../case.js';

/** GICR_TYPER's lower word: Processor_Number in bits 23 to 8, Last in bit 4. */
const typer = (vcpu: number) => redistributor(vcpu, 0x8);
const LAST = 1 << 4;

/** The vCPUs, made in this order, whose redistributors say that they are the last of a row: a bit for each. */
const lastOnes =
  (vcpus: readonly number[], place: Provoke): Provoke =>
  ({ vm, vcpu }) => {
    const all = vcpus.map((index) => (index === 0 ? vcpu : vm.createVcpu(index)));
    const device = vm.createDevice(k.KVM_DEV_TYPE_ARM_VGIC_V3);
    inOrder(place, initialise)({ vm, vcpu, device });
    // Only now do they have the affinities by which their redistributors are named.
    for (const one of all) vm.initialiseVcpu(one);
    return vcpus.reduce((set, index) => ((readVgic(device, typer(index)) & LAST) === 0 ? set : set | (1 << index)), 0);
  };

const regions =
  (...all: readonly (readonly [count: number, first: number])[]): Provoke =>
  (bench) => {
    for (const [index, [count, first]] of all.entries()) {
      setAddress(REGION, redistributorRegion(count, GICR_BASE + first * GICR_STRIDE, index))(bench);
    }
  };
const oneRow = setAddress(REDIST, BigInt(GICR_BASE));
const ofVcpus = (vcpus: readonly number[]): string =>
  `0x${vcpus.reduce((set, vcpu) => set | (1 << vcpu), 0).toString(16)}`;

const none = at('none', 'K10');

/** GICR_TYPER, by which a guest finds its redistributors. Source: vgic_mmio_read_v3r_typer of vgic-mmio-v3.c. */
export const typerCases = of('typer-last-bit', [
  at('addressed', 'K10')('typer-before-init', 'EBUSY', get(typer(0))),
  at('initialised', 'K10')('typer-of-an-absent-vcpu', 'EINVAL', get(typer(3))),
  at('initialised', 'K10')('typer-of-the-only-vcpu', '0x10', get(typer(0))),
  none(
    'typer-without-addresses',
    '0x0',
    lastOnes([0, 1], () => undefined),
  ),
  none('typer-of-one-row', ofVcpus([3]), lastOnes([0, 1, 2, 3], oneRow)),
  none('typer-of-one-row-in-order-of-creation', ofVcpus([2]), lastOnes([0, 3, 5, 4, 1, 2], oneRow)),
  none('typer-of-regions-apart', ofVcpus([1, 3]), lastOnes([0, 1, 2, 3], regions([2, 0], [2, 4]))),
  none('typer-of-regions-side-by-side', ofVcpus([3]), lastOnes([0, 1, 2, 3], regions([2, 0], [2, 2]))),
  none('typer-of-a-region-before-the-first', ofVcpus([1]), lastOnes([0, 1, 2, 3], regions([2, 2], [2, 0]))),
  none('typer-of-a-region-with-room', ofVcpus([1]), lastOnes([0, 1], regions([4, 0]))),
]);
