import type { Signal } from '../../model/index.js';
import { driveLine, isPending, type Shared } from '../../model/delivery/wire.js';
import type { Profile } from '../../model/delivery/profile.js';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import type { Disagreement, StepOutcome } from './run-steps.js';
import type { RecordedStep } from './step.js';

/** How the GIC's line is configured, and what its detector takes for an edge. */
export type LineRule = Pick<Profile, 'trigger' | 'detector'>;

/** What the driver's interrupt handler is doing. */
export type HandlerStage = 'idle' | 'taken' | 'read' | 'acknowledged';

/** An event that the driver has not acknowledged. */
export interface OpenEvent {
  /** VRING or CONFIG. */
  readonly bit: number;
  /** Line of the file at which the device sent it. */
  readonly line: number;
  readonly step: number;
}

/** The line, the GIC's memory of it and the handler, after a step. */
export interface LineState {
  readonly line: boolean;
  readonly latch: boolean;
  readonly handler: HandlerStage;
  /** InterruptStatus. */
  readonly status: number;
  /** Oldest first. */
  readonly open: readonly OpenEvent[];
  /** Steps that drove the line high while it was high already. */
  readonly unseenDrives: readonly number[];
  /** The step that raised the line last. */
  readonly risenAt: number | null;
  /** Whether the interrupt is pending, by the rule. */
  readonly pending: boolean;
}

/** How a recording goes, seen from the interrupt line. */
export interface FollowedLine {
  /** After each step. */
  readonly states: readonly LineState[];
  /** The first move of the driver that the rule does not allow. */
  readonly disagreement: Disagreement | null;
}

const quiet: LineState = {
  line: false,
  latch: false,
  handler: 'idle',
  status: 0,
  open: [],
  unseenDrives: [],
  risenAt: null,
  pending: false,
};

/** Follows line, latch, InterruptStatus and handler through a run, under a rule for edges. */
export function followLine(
  steps: readonly RecordedStep[],
  outcomes: readonly StepOutcome[],
  rule: LineRule,
): FollowedLine {
  const states: LineState[] = [];
  let state = quiet;
  let disagreement: Disagreement | null = null;
  for (const [index, step] of steps.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) break;
    const wrong = wrongMove(state, step);
    if (wrong !== undefined) {
      disagreement ??= { step: index, line: step.lines[0], ...wrong };
    }
    state = afterStep(state, step, outcome, index, rule);
    states.push(state);
  }
  return { states, disagreement };
}

function wrongMove(
  state: LineState,
  { move }: RecordedStep,
): Pick<Disagreement, 'message' | 'expected' | 'actual'> | undefined {
  const allowed: Readonly<Record<HandlerStage, readonly string[]>> = {
    idle: ['take'],
    taken: ['read'],
    read: state.status === 0 ? ['ack', 'end'] : ['ack'],
    acknowledged: ['read', 'end'],
  };
  if (move === null) return undefined;
  if (!allowed[state.handler].includes(move.kind)) {
    return {
      message: 'the interrupt handler takes its steps in another order than take, read, acknowledge, end',
      expected: allowed[state.handler],
      actual: move.kind,
    };
  }
  if (move.kind === 'take' && !state.pending) {
    return {
      message: 'the driver takes an interrupt that is not pending',
      expected: 'pending',
      actual: { line: state.line, latch: state.latch },
    };
  }
  return undefined;
}

const stageAfter = { take: 'taken', read: 'read', ack: 'acknowledged', end: 'idle' } as const;

function afterStep(
  state: LineState,
  step: RecordedStep,
  { observation, view }: StepOutcome,
  index: number,
  rule: LineRule,
): LineState {
  const taken: LineState = step.move?.kind === 'take' ? { ...state, latch: false } : state;
  const driven = (observation?.signals ?? []).reduce(
    (before, signal) => afterSignal(before, signal, index, rule),
    taken,
  );
  const status = view.InterruptStatus;
  const isEvent = step.action?.kind === 'usedBuffers' || step.action?.kind === 'configChange';
  const sent = isEvent && observation?.signals.length !== 0 ? sentBits(step) : [];
  const open = [...state.open, ...sent.map((bit): OpenEvent => ({ bit, line: step.lines[0], step: index }))];
  return {
    ...driven,
    status,
    handler: step.move === null ? state.handler : stageAfter[step.move.kind],
    open: open.filter(({ bit }) => (status & bit) !== 0),
    pending: isPending(rule, asShared(driven)),
  };
}

/** What really happened; that the recorded device also sets bit 0 at a configuration change is not an event (N1). */
function sentBits({ action }: RecordedStep): readonly number[] {
  return [action?.kind === 'configChange' ? CONFIG : VRING];
}

function afterSignal(state: LineState, signal: Signal, index: number, rule: LineRule): LineState {
  const raised = signal === 'deassert' ? asShared(state) : driveLine(rule, asShared(state), true);
  const { line, latch } = signal === 'assert' ? raised : driveLine(rule, raised, false);
  const isRise = signal !== 'deassert' && !state.line;
  const isUnseen = signal !== 'deassert' && state.line;
  return {
    ...state,
    line,
    latch,
    risenAt: isRise ? index : state.risenAt,
    unseenDrives: isRise ? [] : isUnseen ? [...state.unseenDrives, index] : state.unseenDrives,
  };
}

const asShared = ({ line, latch, status }: LineState): Shared => ({ work: 0, status, line, latch });
