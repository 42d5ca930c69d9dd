/** How binding a statement is. `choice` marks what the standard leaves to the implementation. */
export type ClauseClass = 'MUST' | 'SHOULD' | 'choice' | 'informative';

/** A statement of a standard, or of a documented interface, that the project relies on. */
export interface Clause {
  /** The document: `VIRTIO 1.3`, or 1.4 for what is new there, `IHI 0069` (the GICv3 architecture), `KVM` (its documentation and source). */
  readonly source: 'VIRTIO 1.3' | 'VIRTIO 1.4' | 'IHI 0069' | 'KVM';
  /** The section, as the document numbers it; for KVM the file. */
  readonly section: string;
  /** What it says, in our words. */
  readonly says: string;
  /** What it says, in its own words, where there is one text: at most 25 of them. */
  readonly quote?: string;
  /** Of which issue of the document these words are, where they are not of the one that the source names. */
  readonly issue?: string;
  readonly class: ClauseClass;
  readonly binds: 'device' | 'driver' | 'gic' | 'platform';
  /** Why the project does not cover it; absent for what it does cover. */
  readonly outOfScope?: string;
}
