import type { RunRequest } from '../guest/run.js';

/** The first two parts of a kernel's version: `6.12` of `6.12.57+deb13-cloud-arm64`. */
export function seriesOf(kernel: string): string {
  return /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}

/** Since then KVM keeps account of interrupts that are in no list register (merged in 2025-12). */
const TRACKS_OVERFLOW = [6, 19] as const;

/** Since then what an irqfd signals is injected within the write to it (K9, "Allow in-atomic injection of SPIs"). */
const INJECTS_AT_ONCE = [5, 9] as const;

/** Whether nothing has to be waited for before what an irqfd signals is there; older ones leave it to a worker of the kernel. */
export const injectsAtOnce = (kernel: string): boolean => isSince(kernel, INJECTS_AT_ONCE);

function isSince(kernel: string, [firstMajor, firstMinor]: readonly [major: number, minor: number]): boolean {
  const [major = 0, minor = 0] = seriesOf(kernel).split('.').map(Number);
  return major > firstMajor || (major === firstMajor && minor >= firstMinor);
}

/** A run as KVM of this kernel is to make it: with so many list registers, and the rules that it has for them. */
export function asOn(kernel: string, count: number, run: RunRequest): RunRequest {
  const { behaviour } = run.config;
  if (behaviour.listRegisters === undefined) return run;
  const listRegisters = { count, tracksOverflow: isSince(kernel, TRACKS_OVERFLOW) };
  return { ...run, config: { ...run.config, behaviour: { ...behaviour, listRegisters } } };
}
