/**
 * SoftGic cycles per second: pulse, acknowledge, end; with nothing else pending, and with all other SPIs pending. Prints
 * JSON; the ratio is the median over interleaved rounds, so that a busy machine does not change it much.
 *
 * usage: node dist/bench/soft-gic.js [rounds] [cycles a round]
 */
import { SoftGic, spiFromIntId } from '../impl/index.js';

const [rounds = 15, cycles = 50_000] = process.argv.slice(2).map(Number);
const SPI_COUNT = 988;
const spi = spiFromIntId(500);

/** All 988 SPIs edge-triggered, enabled, in group 1; the one that is pulsed above all others. */
function openGic(): SoftGic {
  const gic = new SoftGic({ peCount: 1, spiCount: SPI_COUNT });
  gic.writeDistributor(0, 4, 2);
  gic.writeRegister(0, 'ICC_PMR_EL1', 0xff);
  gic.writeRegister(0, 'ICC_IGRPEN1_EL1', 1);
  for (let intId = 32; intId < 32 + SPI_COUNT; intId += 1) {
    gic.writeDistributor(0x400 + intId, 1, intId === spi.raw ? 0x80 : 0x88 + ((intId * 8) % 0x60));
  }
  for (let word = 1; word < 32; word += 1) {
    gic.writeDistributor(0xc00 + 8 * word, 4, 0xaaaa_aaaa);
    gic.writeDistributor(0xc04 + 8 * word, 4, 0xaaaa_aaaa);
    gic.writeDistributor(0x080 + 4 * word, 4, 0xffff_ffff);
    gic.writeDistributor(0x100 + 4 * word, 4, 0xffff_ffff);
  }
  return gic;
}

/** Nanoseconds for a cycle. */
function measure(gic: SoftGic): number {
  const start = process.hrtime.bigint();
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    gic.pulseSpi(spi);
    const intId = gic.readRegister(0, 'ICC_IAR1_EL1');
    if (intId !== spi.raw) throw new Error(`INTID ${intId} was acknowledged: there is nothing to measure`);
    gic.writeRegister(0, 'ICC_EOIR1_EL1', intId);
  }
  return Number(process.hrtime.bigint() - start) / cycles;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const quiet = openGic();
const crowded = openGic();
for (let intId = 32; intId < 32 + SPI_COUNT; intId += 1) {
  if (intId !== spi.raw) crowded.pulseSpi(spiFromIntId(intId));
}
measure(quiet);
measure(crowded);

const alone: number[] = [];
const among: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  alone.push(measure(quiet));
  among.push(measure(crowded));
}
const ratio = median(among.map((time, index) => time / (alone[index] ?? Number.NaN)));
console.log(
  JSON.stringify(
    {
      benchmark: 'soft-gic',
      node: process.version,
      arch: process.arch,
      cyclesPerSecond: Math.round(1e9 / median(alone)),
      cyclesPerSecondWith988Pending: Math.round(1e9 / median(among)),
      costWith988PendingToOne: Number(ratio.toFixed(2)),
    },
    null,
    2,
  ),
);
