import {
  IrqLine,
  SoftGic,
  spiFromCell,
  type Delivery,
  type SharedIrqLine,
  type SharedSoftGic,
} from '../../impl/index.js';
import { distributorOffset, gicRegisters } from '../../spec/gicv3.js';
import { programOf, type Design } from './designs.js';
import { SharedLog } from './shared-log.js';

/** The memory that the actors of a scene share; structured clone carries it to a worker thread. */
export interface Scene {
  readonly design: Design;
  readonly lines: readonly SceneLine[];
  readonly gic: SharedSoftGic;
  readonly log: SharedArrayBuffer;
  /** Two counts: who has come, and who has finished. */
  readonly crew: SharedArrayBuffer;
}

/** A line of a scene, with the counts of its events: see {@link WatchedLine}. */
export interface SceneLine extends SharedIrqLine {
  readonly events: SharedArrayBuffer;
}

/** For each of the two bits of InterruptStatus, how many events were published and how many serviced. */
const EVENT_BYTES = 8 * Int32Array.BYTES_PER_ELEMENT;
const CREW_BYTES = 2 * Int32Array.BYTES_PER_ELEMENT;

/** The SPIs of the first, second and third line: two in one register of the GIC, and one in the next. */
const cells = [5, 6, 40] as const;

/**
 * A scene with closed lines on which nothing has happened, each with an SPI of one PE's GIC.
 * @param deliveries - one a line, 1 to 3
 */
export function newScene(deliveries: readonly Delivery[], design: Design, logCapacity: number): Scene {
  const requested = deliveries.map((delivery, index): RequestedLine => {
    const cell = cells[index];
    if (cell === undefined) throw new Error(`a scene has ${cells.length} lines at most`);
    return { spi: spiFromCell(cell), delivery };
  });
  const gic = gicFor(requested);
  return {
    design,
    lines: requested.map(({ spi, delivery }) => ({
      ...new IrqLine({ gic, spi, delivery, program: programOf(design, delivery) }).share(),
      events: new SharedArrayBuffer(EVENT_BYTES),
    })),
    gic: gic.share(),
    log: SharedLog.withCapacity(logCapacity).memory,
    crew: new SharedArrayBuffer(CREW_BYTES),
  };
}

type RequestedLine = Pick<IrqLine, 'spi' | 'delivery'>;

/** A SoftGic as a guest leaves it that has requested these interrupts. */
function gicFor(lines: readonly RequestedLine[]): SoftGic {
  const gic = new SoftGic({ peCount: 1, spiCount: 64 });
  const add = (offset: number, bits: number): void =>
    gic.writeDistributor(offset, 4, (gic.readDistributor(offset, 4) | bits) >>> 0);
  for (const { spi, delivery } of lines) {
    const intId = spi.raw;
    add(distributorOffset('IGROUPR', intId), 1 << (intId & 31));
    if (delivery === 'edge') add(distributorOffset('ICFGR', intId), 2 << (2 * (intId & 15)));
    add(distributorOffset('ISENABLER', intId), 1 << (intId & 31));
  }
  gic.writeDistributor(gicRegisters.GICD_CTLR, 4, ENABLE_GRP1);
  gic.writeRegister(0, 'ICC_PMR_EL1', 0xff);
  gic.writeRegister(0, 'ICC_IGRPEN1_EL1', 1);
  return gic;
}

const ENABLE_GRP1 = 2;
