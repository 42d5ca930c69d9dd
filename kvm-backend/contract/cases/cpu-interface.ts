import { cpuInterface, readVgic, writeVgic } from '../../vgic/registers.js';
import { at, get, set, unlike, type Provoke } from '../case.js';

const CTLR = cpuInterface(0, 'ICC_CTLR_EL1');
const SRE = cpuInterface(0, 'ICC_SRE_EL1');
/** No register has op0, op1, CRn, CRm and op2 of zero. */
const UNKNOWN = { ...CTLR, attr: 0n };

/** Fields of ICC_CTLR_EL1 that say what a CPU interface can do. Source: Arm IHI 0069, "ICC_CTLR_EL1". */
const PRI_BITS = 7 << 8;
const ID_BITS = 7 << 11;
const SEIS = 1 << 14;
const A3V = 1 << 15;

/** Writes ICC_CTLR_EL1 as it makes of what it reads. */
const control =
  (change: (value: number) => number): Provoke =>
  ({ device }) =>
    writeVgic(device, CTLR, change(readVgic(device, CTLR)));

const initialised = at('initialised', 'K10');

/**
 * CPU_SYSREGS: the values that a CPU interface cannot take, and what is none of its registers.
 * Source: devices/arm-vgic-v3.rst; vgic-sys-reg-v3.c.
 */
export const cpuInterfaceCases = [
  initialised(
    'cpu-interface-control-as-it-was',
    'ok',
    control((value) => value),
  ),
  initialised(
    'cpu-interface-control-with-more-priorities',
    'EINVAL',
    control((value) => value | PRI_BITS),
  ),
  initialised(
    'cpu-interface-control-with-more-intids',
    'EINVAL',
    control((value) => value | ID_BITS),
  ),
  initialised(
    'cpu-interface-control-with-another-seis',
    'EINVAL',
    control((value) => value ^ SEIS),
  ),
  initialised(
    'cpu-interface-control-with-another-a3v',
    'EINVAL',
    control((value) => value ^ A3V),
  ),
  initialised('cpu-interface-system-registers', '0x7', get(SRE)),
  initialised('cpu-interface-without-system-registers', 'EINVAL', set(SRE, 0)),
  unlike('ENXIO', initialised('cpu-interface-unknown', 'ENOENT', get(UNKNOWN))),
  unlike('ENXIO', initialised('cpu-interface-unknown-written', 'ENOENT', set(UNKNOWN, 0))),
];
