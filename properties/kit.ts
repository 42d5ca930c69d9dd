import type * as fc from 'fast-check';
import type * as t from 'io-ts';
import type { Language, Model, Outcome, Subject } from '../model/index.js';
import type { ClauseId } from '../spec/index.js';
import type { PropertyId } from './property-ids.js';

/** One run: what was done, what the model says it leads to, and what it led to. */
export interface Run<L extends Language> {
  readonly config: L['config'];
  readonly actions: readonly L['action'][];
  readonly expected: readonly Outcome<L>[];
  /** As long as `actions`, or shorter when the subject could not go on. */
  readonly actual: readonly Outcome<L>[];
  /** The fields of `actual` that the subject does not show, and that are the model's: nobody is told that they are its own. */
  readonly hidden?: readonly string[];
  /** What the subject said when it could not go on with `actions[actual.length]`. */
  readonly crash?: string;
}

/** Where a run goes wrong. */
export interface Violation {
  /** Index of the action after which it shows. */
  readonly step: number;
  readonly message: string;
  readonly expected: unknown;
  readonly actual: unknown;
  /** What bears on this one, where that is less than the clauses of the property. */
  readonly about?: About;
}

/** On whose word a violation is one. */
export interface About {
  /** In a sentence without its full stop. */
  readonly says: string;
  readonly clauses: readonly ClauseId[];
}

/** A count that shows that a property met its interesting case. */
export interface Witness<L extends Language> {
  readonly name: string;
  /** The one clause that the case is of, where the property checks several. */
  readonly clause?: ClauseId;
  /** The least number of times that a thousand runs of the default size must meet it. */
  readonly atLeastPerThousandRuns: number;
  count(run: Run<L>): number;
}

/** A checkable statement about runs. It judges what the subject did; only `agrees-with-the-model` looks at the model. */
export interface Property<L extends Language> {
  readonly id: PropertyId;
  readonly title: string;
  /** The clauses that it checks. */
  readonly clauses: readonly ClauseId[];
  /** Why a run that passes obeys the clauses. */
  readonly because: string;
  /** What it leaves unchecked. */
  readonly unchecked: string;
  judge(run: Run<L>): Violation | undefined;
  readonly witnesses: readonly Witness<L>[];
}

/** A subject with one named fault, and the property that must find it. */
export interface Mutant<L extends Language> {
  readonly id: string;
  /**
   * The public bug: `V-n` of virtio-MMIO, `G-n` of a GIC; `shipped` where code that ships does it and nobody filed it;
   * `planted` where none is known, and the fault shows that a case is met.
   */
  readonly fault: `V-${number}` | `G-${number}` | 'shipped' | 'planted';
  /** Where it really happened: project and thread, or commit; of a planted fault, what it shows. */
  readonly source: string;
  /** What goes wrong, in one sentence. */
  readonly what: string;
  /** The id of the property that must kill it. */
  readonly killedBy: PropertyId;
  subject(): Subject<L>;
}

/** A decoder of an object, some fields of which a subject need not show. */
export type ShownDecoder<Value> = t.Decoder<unknown, Value> & Partial<MayLack<Value>>;

/** What such a decoder knows of them. */
export interface MayLack<Value> {
  readonly hideable: readonly string[];
  /** Decodes what may lack these of them. */
  lacking(names: readonly string[]): t.Type<Partial<Value>, unknown>;
}

/** Decoders for what crosses the program's border. What they decode is plain data, so JSON encodes it. */
export interface LanguageCodecs<L extends Language> {
  readonly config: t.Decoder<unknown, L['config']>;
  readonly action: t.Decoder<unknown, L['action']> & { readonly kinds: readonly string[] };
  readonly observation: ShownDecoder<L['observation']>;
  readonly view: ShownDecoder<L['view']>;
}

/** Something that one party does to another: an arrow of a sequence diagram. */
export interface Message {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** How a layer's runs are told to people. */
export interface Story<L extends Language> {
  /** The parties, from left to right. */
  readonly lanes: readonly string[];
  /** An action in a few words, with the standards' names. */
  describe(action: L['action']): string;
  /** What an action and its observation look like between the parties. */
  messages(action: L['action'], observation: Partial<L['observation']>): readonly Message[];
}

/** An action that does not belong into a run: each value of it may be right, and it is not right here. */
export interface Misfit {
  readonly step: number;
  readonly why: string;
}

/** Everything that `check`, `replay` and `mutants` need to know of a layer. */
export interface LayerKit<L extends Language, State> {
  readonly model: Model<L, State>;
  readonly codecs: LanguageCodecs<L>;
  readonly story: Story<L>;
  readonly config: fc.Arbitrary<L['config']>;
  /** The first of these actions that no run of this configuration has in this place, whatever it is made on. */
  misfit(config: L['config'], actions: readonly L['action'][]): Misfit | undefined;
  /** Which of these actions a driver does that keeps to its standard, by their steps; left out where no driver acts. */
  conformingSteps?(config: L['config'], actions: readonly L['action'][]): readonly number[];
  /** What may stand for an action in a run that is told, the simplest first; in the end nothing is simpler. */
  simpler?(action: L['action']): readonly L['action'][];
  /** Arrays of actions, biased towards the interesting, for one configuration. */
  actions(config: L['config']): fc.Arbitrary<L['action'][]>;
  readonly properties: readonly Property<L>[];
  /** Subjects by name; the first is the default. */
  readonly subjects: Readonly<Record<string, () => Subject<L>>>;
  readonly mutants: readonly Mutant<L>[];
}
