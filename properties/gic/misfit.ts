import { gicModel, whyUnpredictable, type GicAction, type GicConfig } from '../../model/index.js';
import type { Misfit } from '../kit.js';

/** The first action that names a PE that the GIC lacks, writes more than fits, or is UNPREDICTABLE where it stands. */
export function gicMisfit(config: GicConfig, actions: readonly GicAction[]): Misfit | undefined {
  let state = gicModel.init(config);
  for (const [step, action] of actions.entries()) {
    const why = whyNone(config, action) ?? whyUnpredictable(state.machine, action)?.what;
    if (why !== undefined) return { step, why };
    ({ state } = gicModel.step(state, action));
  }
  return undefined;
}

function whyNone({ peCount, spiCount }: GicConfig, action: GicAction): string | undefined {
  if ('pe' in action && action.pe >= peCount && !isOfAnSpi(action)) {
    return `PE ${action.pe} of a GIC that has ${peCount}`;
  }
  if ('intId' in action && !isAtCpuInterface(action) && !isImplemented(action, spiCount)) {
    return `INTID ${action.intId} of a GIC that has ${spiCount} SPIs, from 32, and PPIs from 16`;
  }
  if (action.kind === 'mmioWrite' && action.value >= 2 ** (8 * action.width)) {
    return `${action.value} does not fit ${action.width} bytes`;
  }
  return undefined;
}

/** EOIR and DIR take any INTID. */
const isAtCpuInterface = ({ kind }: GicAction): boolean => kind === 'endOfInterrupt' || kind === 'deactivate';

/** GICD_IROUTER is there for SPIs alone. */
const isImplemented = ({ kind, intId }: GicAction & { readonly intId: number }, spiCount: number): boolean =>
  intId >= (kind === 'writeRoute' ? 32 : 16) && intId < 32 + spiCount;

/** Whether the action is on an SPI from outside of the CPU interfaces, so that its PE means nothing. */
const isOfAnSpi = (action: GicAction): boolean =>
  !isAtCpuInterface(action) && (('intId' in action && action.intId >= 32) || ('word' in action && action.word > 0));
