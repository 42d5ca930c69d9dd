import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { integer, valueWhere } from '../../impl/codec.js';
import { describeDecodeErrors } from '../../impl/index.js';
import { IrqlineError } from '../../spec/errors.js';

const FORMAT = 'irqline/kvm-report';
const VERSION = 1;

const isWords = (value: unknown): value is string => typeof value === 'string' && /^[\w .,:()+~@-]{1,100}$/.test(value);
/** Words that name something, and no path: a report goes to strangers. */
const words = valueWhere('words without a path', isWords);
const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
const day = valueWhere('a day such as 2026-11-28', isDay);
const count = integer(0, Number.MAX_SAFE_INTEGER);
const seed = integer(-(2 ** 31), 2 ** 32 - 1);

const Host = t.keyof({ emulated: null, native: null });
const ShownKind = t.keyof({ shows: null, gone: null, otherwise: null });
const Way = t.keyof({ irqLine: null, irqfd: null });
const Verdict = t.keyof({ pass: null, fail: null, inconclusive: null });

const RungReport = t.exact(
  t.intersection([
    t.type({
      rung: integer(1, 99),
      verdict: Verdict,
      runs: count,
      actions: count,
      /** In how many runs each documented divergence was met. */
      explained: t.record(words, count),
    }),
    t.partial({
      /** How many runs were made in each way to signal an SPI; nothing in a report of before there were several. */
      injected: t.readonlyArray(t.exact(t.type({ pulses: Way, levels: Way, runs: count }))),
      /** The seed that makes a run which differs in an undocumented way. */
      failedWith: seed,
    }),
  ]),
);

const Report = t.exact(
  t.intersection([
    t.type({
      day,
      host: Host,
      machine: t.exact(t.type({ model: words, processor: words, processors: count })),
      kernel: words,
      architecture: words,
      versions: t.exact(t.type({ irqline: words, node: words, qemu: t.union([words, t.null]) })),
      seed,
      /** Whether nothing is missing: it was not interrupted, and all was asked for. */
      isWhole: t.boolean,
      /** Answers to calls that KVM refuses or allows: how many, and those that are not as documented. */
      contract: t.exact(t.type({ calls: count, wrong: t.readonlyArray(words) })),
      /** What each documented quirk and divergence came to. */
      known: t.readonlyArray(t.exact(t.type({ id: words, kind: ShownKind, isListed: t.boolean }))),
      /** The cases of the kernel's own tests: how many ways it was acted out, and what failed. */
      scenarios: t.exact(t.type({ acted: count, wrong: t.readonlyArray(words) })),
      /** Runs of the matrix's designs by what they had to come to, and those that came to something else. */
      delivery: t.exact(t.type({ lost: count, saved: count, safe: count, wrong: t.readonlyArray(words) })),
      rungs: t.readonlyArray(RungReport),
    }),
    /** How often the host fell silent and was started again; nothing if it never did. */
    t.partial({ restarts: count }),
  ]),
);

/** What `irqline diff` came to on a KVM, for others to read: it names the machine and its software, and no path. */
export type KvmReport = t.TypeOf<typeof Report>;

const Envelope = t.type({ format: t.literal(FORMAT), version: integer(1, Number.MAX_SAFE_INTEGER) });

/** A report as the text of a file. */
export function encodeReport(report: KvmReport): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...Report.encode(report) }, null, 2)}\n`;
}

/** Reads the text of a report. @throws IrqlineError REPORT_MALFORMED or REPORT_FROM_THE_FUTURE */
export function decodeReport(text: string): KvmReport {
  const json = parse(text);
  // First of all, since a newer version may look different in everything else.
  const { version } = valueOf(Envelope.decode(json));
  if (version > VERSION) {
    throw new IrqlineError('REPORT_FROM_THE_FUTURE', `version ${version}, and this program reads up to ${VERSION}`);
  }
  return valueOf(Report.decode(json));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IrqlineError('REPORT_MALFORMED', 'it is no JSON, or is cut short', { cause: error });
  }
}

function valueOf<Value>(decoded: t.Validation<Value>): Value {
  if (isLeft(decoded)) throw new IrqlineError('REPORT_MALFORMED', describeDecodeErrors(decoded.left));
  return decoded.right;
}
