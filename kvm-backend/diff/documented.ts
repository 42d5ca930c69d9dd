import type { GicAction } from '../../model/index.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import type { RunRequest } from '../guest/run.js';
import type { HostKind } from '../host/open.js';
import { seriesOf } from './kernel.js';
import type { Rung } from './rung.js';
import type { Note } from '../notes.js';

/** Something that KVM is known to do otherwise than one would expect, with a run that shows it. */
export interface Documented {
  readonly id: string;
  /** The note on KVM that it belongs to, where there is one. */
  readonly note: Note | null;
  /** What one would expect: what the architecture says of a quirk, what the model does at a divergence. */
  readonly expected: string;
  readonly kvm: string;
  /** Why: the source file, commit or document. */
  readonly why: string;
  /** The kernels, by the first two parts of their version, on which the trace shows it. */
  readonly seenOn: readonly string[];
  /** Who decides whether it shows: KVM's code, or also what the processor is (its list registers, say). */
  readonly decidedBy: 'kernel' | 'processor';
  readonly losesInterrupts: boolean;
  /** 2 unless said otherwise. */
  readonly rung?: Rung['number'];
  /** 1 unless said otherwise. */
  readonly peCount?: number;
  /** As short as it can be: its last action shows it. */
  readonly trace: readonly GicAction[];
}

/** The trace as a run on KVM. */
export function runOf({ peCount, trace }: Documented): RunRequest {
  return { config: { peCount: peCount ?? 1, spiCount: 32, behaviour: kvmInNewVm }, actions: trace };
}

/** Whether it has to show on this kernel. What the processor decides was seen on the emulated host alone. */
export function mustShow({ seenOn, decidedBy }: Documented, kernel: string, host: HostKind): boolean {
  return seenOn.includes(seriesOf(kernel)) && (decidedBy === 'kernel' || host === 'emulated');
}
