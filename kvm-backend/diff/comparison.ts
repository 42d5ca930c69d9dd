import type { GicAction } from '../../model/index.js';
import type { RunRequest } from '../guest/run.js';
import type { Seen } from './seen.js';

/** Where a run on KVM, or another subject, first shows something that neither the model nor a documented divergence says. */
export interface Difference {
  readonly run: RunRequest;
  /** Index of the action. */
  readonly step: number;
  readonly action: GicAction;
  readonly expected: Seen;
  /** None where the subject refused the action; `crash` says how. */
  readonly actual: Seen | undefined;
  readonly crash: string | undefined;
}

/** What the comparison of a run came to. */
export interface Comparison {
  /** Actions after which KVM showed what it should. */
  readonly actions: number;
  /** Ids of the divergences that were met, each once. */
  readonly met: ReadonlySet<string>;
  readonly difference: Difference | undefined;
}
