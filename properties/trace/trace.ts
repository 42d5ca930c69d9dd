import * as t from 'io-ts';
import type { Language, Layer, Outcome, ShownOutcome } from '../../model/index.js';
import { integer, oneOf } from '../codec.js';
import type { Failure } from '../engine/check.js';
import { openFile, valueIn, type FileFormat } from '../file-format.js';
import { layers, type AnyKit } from '../layers.js';
import { shownDecoders, type ShownDecoders } from '../shown.js';

const traceFormat: FileFormat = {
  name: 'irqline/trace',
  version: 1,
  malformed: 'TRACE_MALFORMED',
  fromTheFuture: 'TRACE_FROM_THE_FUTURE',
};

/** One action of a trace, with what it should have led to and what it led to, where that is known. */
export interface TraceStep {
  readonly action: Language['action'];
  readonly expected?: Outcome<Language>;
  /** Null where the subject could not go on; without what it does not show. */
  readonly actual?: ShownOutcome<Language> | null;
}

const by = oneOf('irqLine', 'irqfd');
const Injection = t.readonly(t.strict({ pulses: by, levels: by }));

/** A run as a file: data that any program can read. docs/traces.md describes it, spec/schemas/trace.schema.json too. */
export interface Trace {
  readonly layer: Layer;
  /** Which subject it was, as `--subject` or `--mutant` names it. */
  readonly subject: string;
  /** The property that the run breaks; left out for a run that is no failure. */
  readonly property?: string;
  /** The seed that made it. */
  readonly seed?: number;
  readonly config: Language['config'];
  /** How the lines of SPIs were driven in a run on KVM; by KVM_IRQ_LINE where it is left out. */
  readonly injection?: t.TypeOf<typeof Injection>;
  readonly steps: readonly TraceStep[];
}

/** The trace of a failure. */
export function traceOfFailure(layer: Layer, subject: string, failure: Failure<Language>): Trace {
  const { run, property, seed } = failure;
  return {
    layer,
    subject,
    property: property.id,
    seed,
    config: run.config,
    steps: run.actions.map((action, index) => {
      const expected = run.expected[index];
      return { action, ...(expected === undefined ? {} : { expected }), actual: run.actual[index] ?? null };
    }),
  };
}

/** A trace as the text of a file. */
export function encodeTrace(trace: Trace): string {
  return `${JSON.stringify({ format: traceFormat.name, version: traceFormat.version, ...trace }, null, 2)}\n`;
}

/** The layer of a trace. */
export function kitOf(trace: Pick<Trace, 'layer'>): AnyKit {
  const kit = layers.find(({ model }) => model.layer === trace.layer);
  if (kit === undefined) throw new Error(`no layer ${trace.layer}: the codec lets only those through that exist`);
  return kit;
}

/**
 * Reads the text of a trace file.
 * @throws IrqlineError TRACE_MALFORMED or TRACE_FROM_THE_FUTURE
 */
export function decodeTrace(text: string): Trace {
  const head = valueOf(Head.decode(openFile(traceFormat, text)));
  const { codecs } = kitOf(head);
  const shown = shownDecoders(codecs);
  const config = valueOf(codecs.config.decode(head.config));
  const steps = head.steps.map((step, index) => ({
    action: valueOf(codecs.action.decode(step.action), `steps.${index}.action`),
    ...(step.expected === undefined ? {} : { expected: outcome(codecs, step.expected, `steps.${index}.expected`) }),
    ...(step.actual === undefined
      ? {}
      : { actual: step.actual === null ? null : outcome(shown, step.actual, `steps.${index}.actual`) }),
  }));
  const { layer, subject, property, seed, injection } = head;
  return {
    layer,
    subject,
    ...(property === undefined ? {} : { property }),
    ...(seed === undefined ? {} : { seed }),
    config,
    ...(injection === undefined ? {} : { injection }),
    steps,
  };
}

const OutcomeHead = t.strict({ observation: t.unknown, view: t.unknown });

const Head = t.intersection([
  t.type({
    layer: oneOf(...layers.map(({ model }) => model.layer)),
    subject: t.string,
    config: t.unknown,
    steps: t.readonlyArray(
      t.intersection([
        t.type({ action: t.unknown }),
        t.partial({ expected: OutcomeHead, actual: t.union([OutcomeHead, t.null]) }),
      ]),
    ),
  }),
  t.partial({ property: t.string, seed: integer(-(2 ** 31), 2 ** 32 - 1), injection: Injection }),
]);

function outcome(
  codecs: ShownDecoders,
  { observation, view }: t.TypeOf<typeof OutcomeHead>,
  at: string,
): Outcome<Language> {
  return {
    observation: valueOf(codecs.observation.decode(observation), `${at}.observation`),
    view: valueOf(codecs.view.decode(view), `${at}.view`),
  };
}

function valueOf<Value>(decoded: t.Validation<Value>, at?: string): Value {
  return valueIn(traceFormat, decoded, at);
}
