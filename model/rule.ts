import type { ClauseId } from '../spec/index.js';

/** Ties a function of the model to the clauses that it expresses; the generated table shows it by the function's name. */
export interface ModelRule {
  readonly rule: { readonly name: string };
  readonly clauses: readonly ClauseId[];
}
