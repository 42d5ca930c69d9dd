import { injectionOf, type Difference } from '../../kvm-backend/index.js';
import type { GicAction } from '../../model/index.js';
import { pc } from '../colour.js';
import { differences } from './flat.js';

/**
 * A difference between the model and a real GIC, told to people: the steps, and what each showed after the last.
 * @param name - of the GIC
 */
export function differenceReport(difference: Difference, name = 'KVM'): string {
  const { run, step, expected, actual, crash } = difference;
  const { peCount, spiCount } = run.config;
  const way = run.injection && injectionOf(run.injection);
  const ways = way === undefined ? '' : `; pulses by ${way.pulses}, levels by ${way.levels}`;
  const steps = run.actions.slice(0, step + 1).map((action, index) => {
    const line = `${String(index + 1).padStart(3)}  ${describe(action)}`;
    return index === step ? pc.red(`${line}  ← here`) : line;
  });
  const rows = actual === undefined ? [] : differences(expected, actual, run.config);
  return [
    `${pc.red('✗')} the model and ${name} differ (${peCount} PEs, ${spiCount} SPIs${ways})`,
    '',
    ...steps,
    '',
    ...rows.map((row) => `  ${row.path}  model ${pc.green(row.before)}, ${name} ${pc.red(row.after)}`),
    ...(actual === undefined ? [`  ${name} could not go on: ${crash ?? 'no answer'}`] : []),
  ].join('\n');
}

/** An action on one line: `writeTrigger intId=64 trigger=level`. */
function describe({ kind, ...rest }: GicAction): string {
  const parts = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
  return [kind, ...parts].join(' ');
}
