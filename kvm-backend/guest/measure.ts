import type { Kvm } from '../vm/kvm.js';
import { loops, type LoopName } from './loops.js';
import { probe } from './probe.js';

/** What to measure. */
export interface MeasureRequest {
  readonly loop: LoopName;
  /** How long a side runs. */
  readonly timeMs: number;
  /** How long each of our sides runs before that, so that it is compiled: `timeMs` unless said otherwise, as the C side always has. */
  readonly warmUpMs?: number;
  /** The program that does the same in C, in base64; bench/kvm-probe.ts builds it. */
  readonly probe?: string;
  readonly probeFirst?: boolean;
}

/** Steps a second. */
export interface Rates {
  /** Through our backend. */
  readonly ours: number;
  /** The same calls straight through koffi: what we could reach at best. */
  readonly bare?: number;
  readonly c?: number;
}

/** Steps between two looks at the clock; kvm-probe.c has as many. */
const STRIDE = 50;

/** Measures one loop, the same calls bare, and the same in C right before or after both. */
export function measure(kvm: Kvm, request: MeasureRequest): Rates {
  const { loop, timeMs, probe: program, probeFirst = false } = request;
  const inC = () => (program === undefined ? {} : { c: probe(program, loop, timeMs) });
  if (!probeFirst) return { ...ratesOf(kvm, request), ...inC() };
  return { ...inC(), ...ratesOf(kvm, request) };
}

function ratesOf(kvm: Kvm, { loop, timeMs, warmUpMs = timeMs }: MeasureRequest): Rates {
  const { step, bare, close } = loops[loop](kvm);
  const rateOf = (work: () => unknown): number => {
    perSecond(work, warmUpMs);
    return perSecond(work, timeMs);
  };
  try {
    return { ours: rateOf(step), ...(bare === undefined ? {} : { bare: rateOf(bare) }) };
  } finally {
    close();
  }
}

function perSecond(step: () => unknown, timeMs: number): number {
  const start = performance.now();
  let elapsedMs = 0;
  let steps = 0;
  for (; elapsedMs < timeMs; elapsedMs = performance.now() - start, steps += STRIDE) {
    for (let left = STRIDE; left > 0; left -= 1) step();
  }
  return (steps * 1000) / elapsedMs;
}
