import type { Difference } from './compare.js';

/** A documented difference between the model (with KVM's own choices) and KVM. */
export interface Divergence {
  readonly id: string;
  /** Which of the notes on KVM's semantics it belongs to. */
  readonly model: string;
  readonly kvm: string;
  /** Source file, commit or document that explains it. */
  readonly why: string;
  /** Kernels on which a run showed it. */
  readonly seenOn: readonly string[];
  readonly canLoseAnInterrupt: boolean;
  /** Whether it explains this difference: exactly its case, and nothing else. */
  readonly explains: (difference: Difference) => boolean;
}

export const divergences: readonly Divergence[] = [];

/** The divergence that explains a difference, if one does. */
export function explanationOf(difference: Difference): Divergence | undefined {
  return divergences.find(({ explains }) => explains(difference));
}
