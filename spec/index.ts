export { errorCatalogue, IrqlineError, type ErrorCode } from './errors.js';
export type { Clause, ClauseClass } from './clauses/clause.js';
export { clauses, type ClauseId } from './clauses/index.js';
