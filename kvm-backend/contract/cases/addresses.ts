import { kvmConstants as k } from '../../abi/constants.js';
import { GICD_BASE, GICR_BASE, GICR_STRIDE } from '../../vgic/create.js';
import { redistributorRegion } from '../../vgic/redistributor-region.js';
import { at, of, inOrder, type Provoke } from '../case.js';
import { DIST, REDIST, REGION, setAddress } from '../addresses.js';

const ADDR = k.KVM_DEV_ARM_VGIC_GRP_ADDR;
const BEYOND_ANY_IPA = 1n << 51n;
/** A VM of the usual type has 40 bits of physical address. */
const IPA_END = 2 ** 40;
const HALF_A_REDISTRIBUTOR = 0x1_0000;

const dist = (base: number): Provoke => setAddress(DIST, BigInt(base));
const redist = (base: number): Provoke => setAddress(REDIST, BigInt(base));
const readAddress =
  (type: bigint, asked = 0n): Provoke =>
  ({ device }) =>
    Number(device.get64(ADDR, type, asked));
const isAttribute =
  (type: bigint): Provoke =>
  ({ device }) =>
    device.requireAttribute(ADDR, type);

const made = at('made', 'K10');
const first = redistributorRegion(2, GICR_BASE);

/** Where the distributor and the redistributors are. Source: devices/arm-vgic-v3.rst; vgic-kvm-device.c; vgic-mmio-v3.c. */
export const addressCases = [
  made('address-of-the-distributor', 'ok', dist(GICD_BASE)),
  made('address-of-the-redistributors', 'ok', redist(GICR_BASE)),
  made('address-of-the-redistributors-is-zero', 'ok', redist(0)),
  made('address-is-read-back', `0x${GICD_BASE.toString(16)}`, inOrder(dist(GICD_BASE), readAddress(DIST))),
  made('address-misaligned', 'EINVAL', dist(GICD_BASE + 0x1000)),
  made('address-of-the-redistributors-misaligned', 'EINVAL', redist(GICR_BASE + 0x1000)),
  made('address-beyond-the-ipa-space', 'E2BIG', setAddress(DIST, BEYOND_ANY_IPA)),
  made('address-of-the-redistributors-beyond-the-ipa-space', 'E2BIG', setAddress(REDIST, BEYOND_ANY_IPA)),
  made('address-of-the-redistributors-half-beyond', 'E2BIG', redist(IPA_END - HALF_A_REDISTRIBUTOR)),
  at('addressed', 'K10')('address-twice', 'EEXIST', dist(GICD_BASE)),
  made('address-of-the-redistributors-twice', 'EEXIST', inOrder(redist(GICR_BASE), redist(GICR_BASE))),
  made('address-of-a-bad-pointer', 'EFAULT', ({ device }) => device.command(ADDR, DIST)),
  made('address-of-an-unknown-type', 'ENXIO', isAttribute(99n)),
  made('address-of-a-known-type', 'ok', isAttribute(REGION)),
  ...of('redist-region-order-errors', [
    made('region', 'ok', setAddress(REGION, first)),
    made('region-of-none', 'EINVAL', setAddress(REGION, redistributorRegion(0, GICR_BASE))),
    made('region-with-flags', 'EINVAL', setAddress(REGION, redistributorRegion(1, GICR_BASE, 0, 1))),
    made('region-misaligned', 'EINVAL', setAddress(REGION, redistributorRegion(1, GICR_BASE + 0x1000))),
    made('region-with-a-gap-before', 'EINVAL', setAddress(REGION, redistributorRegion(1, GICR_BASE, 1))),
    made('region-with-a-gap-between', 'EINVAL', (bench) => {
      setAddress(REGION, first)(bench);
      setAddress(REGION, redistributorRegion(1, GICR_BASE + 2 * GICR_STRIDE, 2))(bench);
    }),
    made('region-of-the-same-index', 'EINVAL', (bench) => {
      setAddress(REGION, first)(bench);
      setAddress(REGION, redistributorRegion(1, GICR_BASE + 2 * GICR_STRIDE, 0))(bench);
    }),
    made('region-that-overlaps-another', 'EINVAL', (bench) => {
      setAddress(REGION, first)(bench);
      setAddress(REGION, redistributorRegion(2, GICR_BASE + GICR_STRIDE, 1))(bench);
    }),
    made('region-after-another', 'ok', (bench) => {
      setAddress(REGION, first)(bench);
      setAddress(REGION, redistributorRegion(2, GICR_BASE + 2 * GICR_STRIDE, 1))(bench);
    }),
    made('region-that-overlaps-the-distributor', 'EINVAL', (bench) => {
      dist(GICD_BASE)(bench);
      setAddress(REGION, redistributorRegion(1, GICD_BASE))(bench);
    }),
    made('region-beyond-the-ipa-space', 'E2BIG', setAddress(REGION, redistributorRegion(1, IPA_END))),
    made(
      'region-half-beyond-the-ipa-space',
      'E2BIG',
      setAddress(REGION, redistributorRegion(1, IPA_END - HALF_A_REDISTRIBUTOR)),
    ),
    made('region-after-the-old-kind', 'EINVAL', (bench) => {
      redist(GICR_BASE)(bench);
      setAddress(REGION, redistributorRegion(1, GICR_BASE + GICR_STRIDE))(bench);
    }),
    made('region-before-the-old-kind', 'EINVAL', (bench) => {
      setAddress(REGION, first)(bench);
      redist(GICR_BASE + 2 * GICR_STRIDE)(bench);
    }),
    made('region-is-read-back', `0x${first.toString(16)}`, (bench) => {
      setAddress(REGION, first)(bench);
      return readAddress(REGION)(bench);
    }),
    made('region-that-is-missing', 'ENOENT', readAddress(REGION)),
    made('region-that-is-missing-after-another', 'ENOENT', (bench) => {
      setAddress(REGION, first)(bench);
      return readAddress(REGION, 1n)(bench);
    }),
    made('region-of-a-bad-pointer', 'EFAULT', ({ device }) => device.command(ADDR, REGION)),
  ]),
];
