import type { GicConfig, InterruptView, Route } from '../../model/index.js';
import { wordStarts } from '../vgic/registers.js';

/** The words of the register arrays, as far as the interrupts of a view need them. `pe` is whose redistributor has those below 32. */
export interface BankWords {
  /** Of the 32 INTIDs from here, those that ISPENDR shows a guest. */
  pending(intId: number, pe: number): number;
  /** Of the 32 INTIDs from here, those that ISACTIVER shows. */
  active(intId: number, pe: number): number;
  /** The word that has the field of an INTID. */
  word(name: 'ISENABLER' | 'ICFGR' | 'IGROUPR' | 'IPRIORITYR', intId: number, pe: number): number;
  /** GICD_IROUTER of an SPI. */
  route(intId: number): Route;
}

/** The interrupts that are not as reset leaves them, as the model's view has them: PPIs first by PE, then SPIs. */
export function interruptsOf(words: BankWords, config: GicConfig): readonly InterruptView[] {
  const pes = Array.from({ length: config.peCount }, (_, pe) => pe);
  return [
    ...pes.flatMap((pe) => readBank(words, config, pe, 16, 32)),
    ...readBank(words, config, null, 32, 32 + config.spiCount),
  ];
}

/** @param pe - whose PPIs; null for the SPIs */
function readBank(
  words: BankWords,
  config: GicConfig,
  pe: number | null,
  first: number,
  end: number,
): readonly InterruptView[] {
  const starts = wordStarts('ISPENDR', first - (first % 32), end);
  const pending = starts.map((intId) => words.pending(intId, pe ?? 0));
  const active = starts.map((intId) => words.active(intId, pe ?? 0));
  const isSet = (bits: readonly number[], intId: number) =>
    (((bits[Math.floor(intId / 32) - Math.floor(first / 32)] ?? 0) >>> (intId % 32)) & 1) === 1;
  const field = (name: Parameters<BankWords['word']>[0], intId: number, bits: number) =>
    (words.word(name, intId, pe ?? 0) >>> (bits * (intId % (32 / bits)))) & (2 ** bits - 1);
  return Array.from({ length: end - first }, (_, index) => first + index)
    .map((intId): InterruptView => ({
      intId,
      pe,
      pending: isSet(pending, intId),
      active: isSet(active, intId),
      enabled: field('ISENABLER', intId, 1) === 1,
      trigger: (field('ICFGR', intId, 2) & 2) === 0 ? 'level' : 'edge',
      group: field('IGROUPR', intId, 1) === 1 ? 1 : 0,
      priority: field('IPRIORITYR', intId, 8),
      route: pe === null ? words.route(intId) : null,
    }))
    .filter((view) => !isAtReset(view, config));
}

function isAtReset(view: InterruptView, { behaviour: { reset } }: GicConfig): boolean {
  const trigger = view.pe === null ? reset.spiTrigger : reset.ppiTrigger;
  const atRest = !view.pending && !view.active && !view.enabled && view.priority === 0;
  return atRest && view.trigger === trigger && view.group === reset.group && (view.route ?? 0) === 0;
}
