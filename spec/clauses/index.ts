import type { Clause } from './clause.js';
import { gicClauses } from './gic.js';
import { kvmClauses } from './kvm.js';
import { virtioClauses } from './virtio.js';

/** Every clause that the project relies on, by id. */
export const clauses = { ...virtioClauses, ...gicClauses, ...kvmClauses } as const satisfies Record<string, Clause>;

/** The id of a clause; properties and model rules name clauses by it, so that a slip does not compile. */
export type ClauseId = keyof typeof clauses;
