import { kvmConstants as k } from '../../abi/constants.js';
import {
  cpuInterface,
  distributor,
  lineLevels,
  readVgic,
  redistributor,
  wordOf,
  writeVgic,
  type VgicRegister,
} from '../../vgic/registers.js';
import { at, get, inOrder, of, set, type Provoke } from '../case.js';

const DIST_REGS = k.KVM_DEV_ARM_VGIC_GRP_DIST_REGS;
const CTLR = distributor(0x0);
const TYPER = distributor(0x4);
const IIDR = distributor(0x8);
const TYPER2 = distributor(0xc);
const ISENABLER = distributor(0x104);
/** GICD_TYPER2.nASSGIcap: whether vSGIs may do without an active state. */
const NASSGICAP = 1 << 8;
const UNKNOWN = distributor(0x40);
const PMR = cpuInterface(0, 'ICC_PMR_EL1');
/** GICD_IIDR: ProductID in bits 31 to 24, Revision in bits 15 to 12, Implementer in bits 11 to 0. */
const REVISION = 0xf000;

const requires =
  (group: number, attr: bigint): Provoke =>
  ({ device }) =>
    device.requireAttribute(group, attr);
/** Writes GICD_IIDR as it reads, but for some of its bits. */
const identify =
  (bits: number, value: number): Provoke =>
  ({ device }) =>
    writeVgic(device, IIDR, ((readVgic(device, IIDR) & ~bits) | value) >>> 0);
const toggle =
  (register: VgicRegister, bits: number): Provoke =>
  ({ device }) =>
    writeVgic(device, register, (readVgic(device, register) ^ bits) >>> 0);

const early = at('addressed', 'K10');
const initialised = at('initialised', 'K10');

/** The registers of a vGIC as attributes. Source: devices/arm-vgic-v3.rst; vgic-mmio-v3.c; vgic-kvm-device.c. */
const access = [
  early('register-before-init', 'EBUSY', get(ISENABLER)),
  early('redistributor-register-before-init', 'EBUSY', get(redistributor(0, 0x1_0200))),
  early('cpu-interface-before-init', 'EBUSY', get(PMR)),
  initialised('register-of-an-absent-vcpu', 'EINVAL', get(redistributor(3, 0x1_0200))),
  initialised('cpu-interface-of-an-absent-vcpu', 'EINVAL', get(cpuInterface(3, 'ICC_PMR_EL1'))),
  initialised('register-of-a-bad-pointer', 'EFAULT', ({ device }) => device.command(DIST_REGS, ISENABLER.attr)),
  initialised('register-known-is-an-attribute', 'ok', requires(DIST_REGS, ISENABLER.attr)),
  initialised('register-unknown-is-no-attribute', 'ENXIO', requires(DIST_REGS, UNKNOWN.attr)),
  initialised('register-unaligned-is-no-attribute', 'ENXIO', requires(DIST_REGS, 0x202n)),
  initialised('cpu-interface-known-is-an-attribute', 'ok', requires(PMR.group, PMR.attr)),
  initialised('cpu-interface-unknown-is-no-attribute', 'ENXIO', requires(PMR.group, 0n)),
  initialised('register-unknown-reads-zero', '0x0', get(UNKNOWN)),
  initialised('register-unknown-ignores-writes', '0x0', inOrder(set(UNKNOWN, 0xffff_ffff), get(UNKNOWN))),
  initialised('register-unaligned-reads-zero', '0x0', get(distributor(0x202))),
  initialised('typer-is-read-only', 'ok', toggle(TYPER, 0xffff_ffff)),
  early('typer2-before-init', 'EBUSY', toggle(TYPER2, 0)),
  initialised('typer2-as-it-was', 'ok', toggle(TYPER2, 0)),
  initialised('typer2-with-another-nassgicap', 'EINVAL', toggle(TYPER2, NASSGICAP)),
  initialised('control-reads-affinity-routing-and-one-security-state', '0x50', get(CTLR)),
  initialised('control-keeps-the-enable-of-group-1-alone', '0x52', inOrder(set(CTLR, 0xffff_ffff), get(CTLR))),
];

const identification = [
  initialised('identification-as-it-was', 'ok', identify(0, 0)),
  initialised('identification-of-another-maker', 'EINVAL', identify(0xfff, 0x123)),
  initialised('identification-of-another-product', 'EINVAL', identify(0xff00_0000, 0x1200_0000)),
  ...[2, 3].map((revision) =>
    initialised(`identification-of-revision-${revision}`, `0x${revision}000`, (bench) => {
      identify(REVISION, revision << 12)(bench);
      return readVgic(bench.device, IIDR) & REVISION;
    }),
  ),
  ...[0, 1, 4, 15].map((revision) =>
    initialised(`identification-of-revision-${revision}`, 'EINVAL', identify(REVISION, revision << 12)),
  ),
];

const ISPENDR = wordOf('ISPENDR', 32, 0);
const ICPENDR = distributor(0x284);

/** Userspace's own rules for ISPENDR. */
const latches = [
  at('initialised', 'K11')('latches-are-assigned', '0x2', inOrder(set(ISPENDR, 3), set(ISPENDR, 2), get(ISPENDR))),
  at('initialised', 'K11')(
    'latches-are-not-cleared-by-icpendr',
    '0x3',
    inOrder(set(ISPENDR, 3), set(ICPENDR, 1), get(ISPENDR)),
  ),
  at('initialised', 'K11')('latches-are-not-shown-by-icpendr', '0x0', inOrder(set(ISPENDR, 3), get(ICPENDR))),
];

const levels = lineLevels(0, 1);
const ofNoInfo = { ...levels, attr: levels.attr | (1n << BigInt(k.KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_SHIFT)) };
const within = { ...levels, attr: levels.attr + 1n };
const makeLevel = set(wordOf('ICFGR', 32, 0), 0);
const makeEdge = set(wordOf('ICFGR', 32, 0), 0xaaaa_aaaa);

/** LEVEL_INFO. Source: devices/arm-vgic-v3.rst; vgic-mmio.c. */
const lines = [
  at('addressed', 'K12')('line-levels-before-init', 'EBUSY', get(levels)),
  at('initialised', 'K12')('line-levels', '0x1', inOrder(makeLevel, set(levels, 1), get(levels))),
  at('initialised', 'K12')(
    'line-levels-are-assigned',
    '0x0',
    inOrder(makeLevel, set(levels, 1), set(levels, 0), get(levels)),
  ),
  at('initialised', 'K12')('line-levels-are-no-latches', '0x0', inOrder(makeLevel, set(levels, 1), get(ISPENDR))),
  at('initialised', 'K12')('line-levels-of-an-edge-are-hidden', '0x0', inOrder(makeEdge, set(levels, 1), get(levels))),
  at('initialised', 'K12')('line-levels-within-a-word', 'EINVAL', get(within)),
  at('initialised', 'K12')('line-levels-of-another-info', 'EINVAL', get(ofNoInfo)),
  at('initialised', 'K12')('line-levels-of-another-info-written', 'EINVAL', set(ofNoInfo, 0)),
  at('initialised', 'K12')(
    'line-levels-of-another-info-are-no-attribute',
    'ENXIO',
    requires(levels.group, ofNoInfo.attr),
  ),
  at('initialised', 'K12')('line-levels-of-an-absent-vcpu', 'EINVAL', get(lineLevels(3, 0))),
  at('initialised', 'K12')(
    'line-levels-of-sgis-are-silent',
    '0x0',
    inOrder(set(lineLevels(0, 0), 0xffff), get(lineLevels(0, 0))),
  ),
  ...of('bad-intid-rejected', [
    at('initialised', 'K12')(
      'line-levels-beyond-the-spis-are-silent',
      '0x0',
      inOrder(set(lineLevels(0, 31), 1), get(lineLevels(0, 31))),
    ),
    at('initialised', 'K12')('line-levels-beyond-all-are-refused', 'EINVAL', set(lineLevels(0, 32), 1)),
  ]),
];

export const registerCases = [...access, ...identification, ...latches, ...lines];
