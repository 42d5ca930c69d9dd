import { sampleAgentRuns, sampleFreeRuns, sampleFullRuns, sampleStoppedRuns } from '../../properties/kvm/sample.js';
import type { FreeReply, RunReply, RunRequest } from '../guest/run.js';
import { isAgentAction } from '../subject/agent-subject.js';
import { isStoppedAction } from '../subject/distributor-subject.js';
import { isFreeAction } from '../subject/free-subject.js';
import { stoppedViewOf } from '../subject/stopped-view.js';
import { injections, type Injection } from '../vgic/injection.js';
import { compareRun } from './compare.js';
import { compareFreely } from './compare-free.js';
import type { Comparison } from './comparison.js';
import type { Rung } from './rung.js';
import type { Seen } from './seen.js';

const withGuest = (run: RunRequest, reply: unknown): Comparison =>
  compareRun(run, reply as RunReply<Seen>, (view) => view);
const doable = (runs: readonly RunRequest[]): readonly RunRequest[] =>
  runs.map(({ config, actions }) => ({ config, actions: actions.filter(isAgentAction) }));

/** While vCPUs stay in the guest nobody can raise in time what KVM lowers at the end of its interrupt. */
const freeInjections = injections.filter(({ levels }) => levels === 'irqLine');

/** Runs that are made in these ways, one after the other: the seed says with which a sample begins. */
function inTurn(ways: readonly Injection[], seed: number, runs: readonly RunRequest[]): readonly RunRequest[] {
  return runs.map((run, index) => {
    const injection = ways[((seed >>> 0) + index) % ways.length];
    return injection === undefined ? run : { ...run, injection };
  });
}

/** The rungs by their numbers, each further down into the real thing than the ones before, but for the last: it is the second, full. */
export const rungs: readonly Rung[] = [
  {
    number: 1,
    title: 'the distributor, no vCPU runs',
    operation: 'runStopped',
    supports: isStoppedAction,
    injections,
    sample: (seed, count) => inTurn(injections, seed, sampleStoppedRuns(seed, count)),
    compare: (run, reply) => compareRun(run, reply as RunReply<Seen>, stoppedViewOf),
  },
  {
    number: 2,
    title: 'with vCPUs that run the guest agent',
    operation: 'runAgent',
    supports: isAgentAction,
    injections,
    sample: (seed, count) => inTurn(injections, seed, doable(sampleAgentRuns(seed, count))),
    compare: withGuest,
  },
  {
    number: 3,
    title: 'with vCPUs that are in the guest at the same time',
    operation: 'runFree',
    supports: isFreeAction,
    injections: freeInjections,
    sample: (seed, count) => inTurn(freeInjections, seed, sampleFreeRuns(seed, count)),
    compare: (run, reply) => compareFreely(run, reply as FreeReply),
  },
  {
    number: 4,
    title: 'with more interrupts in flight than list registers',
    operation: 'runAgent',
    supports: isAgentAction,
    injections,
    sample: (seed, count, listRegisters) => inTurn(injections, seed, sampleFullRuns(seed, count, listRegisters)),
    compare: withGuest,
  },
];

/** The rung of a number. */
export function rungOf(number: Rung['number']): Rung {
  const rung = rungs.find((one) => one.number === number);
  if (rung === undefined) throw new Error(`rung ${number} is in the table of rungs`);
  return rung;
}
