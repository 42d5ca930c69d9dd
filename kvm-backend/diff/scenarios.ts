import { gicMisfit } from '../../properties/gic/misfit.js';
import { brokenClaim } from '../../properties/gic/scenarios/judge.js';
import { runOfScenario, type GicScenario } from '../../properties/gic/scenarios/scenario.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import type { GicLanguage, Outcome } from '../../model/index.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import type { KvmClient } from '../remote/client.js';
import { unlessGone } from '../remote/gone.js';
import type { Difference } from './comparison.js';
import { asOn, injectsAtOnce } from './kernel.js';
import { runOnKvm } from './rung.js';
import { rungOf } from './rungs.js';

/** What KVM did in a scenario. */
export interface ScenarioOutcome {
  readonly id: string;
  /**
   * `agrees`: it did what the model says, and what the scenario claims came of it. `known`: it did what the model of this
   * kernel says, and the claim is broken by a documented quirk. `differs`: anything else.
   */
  readonly kind: 'agrees' | 'known' | 'differs';
  /** The documented quirk. */
  readonly quirk?: string;
  /** What is broken of the claim. */
  readonly broken?: string;
  readonly difference?: Difference;
}

/** Of which so many go to KVM in one request: few enough for its deadline on a busy emulated host. */
const RUNS_A_REQUEST = 4;

/**
 * Has KVM act scenarios out, those with more interrupts in flight than list registers among them, until it is
 * stopped or its host goes away.
 * @param listRegisters - how many this host has
 */
export async function compareScenarios(
  client: KvmClient,
  listRegisters: number,
  scenarios: readonly GicScenario[],
  signal: AbortSignal,
  onProgress: (done: number, of: number) => void,
): Promise<readonly ScenarioOutcome[]> {
  const rung = rungOf(2);
  const able = scenarios.filter(({ way }) => way !== 'irqfd' || injectsAtOnce(client.greeting.kernel));
  const outcomes: ScenarioOutcome[] = [];
  await unlessGone(async () => {
    for (let at = 0; at < able.length && !signal.aborted; at += RUNS_A_REQUEST) {
      onProgress(at, able.length);
      const some = able.slice(at, at + RUNS_A_REQUEST).map((scenario) => ({
        scenario,
        run: runOn(client.greeting.kernel, listRegisters, scenario),
      }));
      const replies = await runOnKvm(
        client,
        rung,
        some.map(({ run }) => run),
      );
      for (const [index, { scenario, run }] of some.entries()) {
        const reply = (replies[index] ?? { outcomes: [] }) as RunReply<Outcome<GicLanguage>>;
        outcomes.push({ id: scenario.id, ...judge(scenario, reply, rung.compare(run, reply).difference) });
      }
    }
  });
  return outcomes;
}

/** The run of a scenario, up to where it is UNPREDICTABLE on this kernel, because it took what its quirk withholds. */
function runOn(kernel: string, listRegisters: number, scenario: GicScenario): RunRequest {
  const run = asOn(kernel, listRegisters, runOfScenario(scenario, kvmInNewVm));
  const misfit = gicMisfit(run.config, run.actions);
  const byIrqfd = { injection: { pulses: 'irqfd', levels: 'irqfd' } } as const;
  return { ...run, actions: run.actions.slice(0, misfit?.step), ...(scenario.way === 'irqfd' ? byIrqfd : {}) };
}

function judge(
  scenario: GicScenario,
  { outcomes }: RunReply<Outcome<GicLanguage>>,
  difference: Difference | undefined,
): Omit<ScenarioOutcome, 'id'> {
  if (difference !== undefined) return { kind: 'differs', difference };
  const broken = brokenClaim(scenario, outcomes);
  if (broken === undefined) return { kind: 'agrees' };
  if (scenario.brokenBy === undefined) return { kind: 'differs', broken };
  return { kind: 'known', quirk: scenario.brokenBy, broken };
}
