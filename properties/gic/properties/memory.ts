import type { GicAction, GicObservation, GicView, InterruptView, Target } from '../../../model/index.js';
import { keyOf, interruptIn } from './views.js';
import { namedInterrupts } from './targets.js';

/**
 * What the properties remember of a run, since no register shows it: which wires are high, which interrupts are owed an
 * acknowledge, by an edge or by a write to ISPENDR, and which were acknowledged and not ended. It follows from what was done
 * and what IAR1 read.
 */
export interface Memory {
  readonly high: ReadonlySet<string>;
  readonly owed: ReadonlySet<string>;
  readonly running: readonly string[];
  readonly saved: Omit<Memory, 'saved'> | undefined;
}

export const atFirst: Memory = { high: new Set(), owed: new Set(), running: [], saved: undefined };

/** What a step shows of itself. */
interface Seen {
  readonly action: GicAction;
  readonly observation: GicObservation;
  readonly before: GicView;
}

/** What is remembered after a step. */
export function remember(memory: Memory, step: Seen): Memory {
  const { action, observation } = step;
  switch (action.kind) {
    case 'drive':
      return driven(memory, step, action, [action.level]);
    case 'pulse':
      return driven(memory, step, action, [true, false]);
    case 'acknowledge':
      return observation.kind === 'value' ? taken(memory, { pe: action.pe, intId: observation.value }) : memory;
    case 'endOfInterrupt':
      return { ...memory, running: withoutOne(memory.running, keyOf(action)) };
    case 'save':
      return { ...memory, saved: { high: memory.high, owed: memory.owed, running: memory.running } };
    case 'restore':
      return { ...memory, ...memory.saved };
    case 'reset':
      return { ...memory, owed: new Set(), running: [] };
    default:
      return written(memory, action);
  }
}

function taken(memory: Memory, to: Target): Memory {
  return to.intId < 1020 ? { ...without(memory, [to]), running: [...memory.running, keyOf(to)] } : memory;
}

/** Of one that runs twice, on two PEs, one is left. */
function withoutOne(running: readonly string[], key: string): readonly string[] {
  const at = running.indexOf(key);
  return at === -1 ? running : running.toSpliced(at, 1);
}

function driven(memory: Memory, { before }: Seen, to: Target, levels: readonly boolean[]): Memory {
  const key = keyOf(to);
  const isEdge = interruptIn(before, to).trigger === 'edge';
  const high = new Set(memory.high);
  const owed = new Set(memory.owed);
  for (const level of levels) {
    if (level && isEdge && !high.has(key)) owed.add(key);
    if (level) high.add(key);
    else high.delete(key);
  }
  return { ...memory, high, owed };
}

function written(memory: Memory, action: GicAction): Memory {
  const set = namedInterrupts(action, 'ISPENDR');
  if (set.length > 0) return { ...memory, owed: new Set([...memory.owed, ...set.map((to) => keyOf(to))]) };
  return without(memory, namedInterrupts(action, 'ICPENDR'));
}

function without(memory: Memory, targets: readonly Target[]): Memory {
  if (targets.length === 0) return memory;
  const owed = new Set(memory.owed);
  for (const target of targets) owed.delete(keyOf(target));
  return { ...memory, owed };
}

/** Whether an interrupt has to be pending. */
export const isDue = ({ high, owed }: Memory, to: Target, { trigger }: InterruptView): boolean =>
  owed.has(keyOf(to)) || (trigger === 'level' && high.has(keyOf(to)));
