import type { RunRequest } from '../guest/run.js';

/** The first two parts of a kernel's version: `6.12` of `6.12.57+deb13-cloud-arm64`. */
export function seriesOf(kernel: string): string {
  return /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}

/** Since then KVM keeps account of interrupts that are in no list register (merged in 2025-12). */
const TRACKS_OVERFLOW = [6, 19] as const;

/** A run as KVM of this kernel is to make it: with so many list registers, and the rules that it has for them. */
export function asOn(kernel: string, count: number, run: RunRequest): RunRequest {
  const { behaviour } = run.config;
  if (behaviour.listRegisters === undefined) return run;
  const [major = 0, minor = 0] = seriesOf(kernel).split('.').map(Number);
  const tracksOverflow = major > TRACKS_OVERFLOW[0] || (major === TRACKS_OVERFLOW[0] && minor >= TRACKS_OVERFLOW[1]);
  const listRegisters = { count, tracksOverflow };
  return { ...run, config: { ...run.config, behaviour: { ...behaviour, listRegisters } } };
}
