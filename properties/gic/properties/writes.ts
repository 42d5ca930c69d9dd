import type { GicAction, GicLanguage, InterruptView, Target } from '../../../model/index.js';
import type { Property } from '../../kit.js';
import { everyInterrupt } from './service.js';
import { everyStep, type StepJudge } from './steps.js';
import { namedInterrupts } from './targets.js';
import { goesThrough } from './transitions.js';
import { interruptIn, keyOf } from './views.js';
import { nameOf, shouldHave, shouldStay } from './words.js';

/** What a write of one field leaves in that field; undefined for another action. */
function written(action: GicAction): readonly [Target, keyof InterruptView, unknown] | undefined {
  switch (action.kind) {
    case 'writeEnabled':
      return [action, 'enabled', action.enabled];
    case 'writeActive':
      return [action, 'active', action.active];
    case 'writeGroup':
      return [action, 'group', action.group];
    case 'writeTrigger':
      return [action, 'trigger', action.trigger];
    case 'writePriority':
      return [action, 'priority', action.priority & 0xf8];
    case 'writeRoute':
      return action.intId < 32 ? undefined : [{ pe: 0, intId: action.intId }, 'route', action.route];
    default:
      return undefined;
  }
}

export const writesTake: Property<GicLanguage> = {
  id: 'writes-take',
  title: 'a field reads as it was written, as far as it is implemented',
  clauses: [
    'GIC-T15',
    'GIC-T16',
    'GIC-T17',
    'GIC-T20',
    'GIC-T21',
    'GIC-T22',
    'GIC-T23',
    'GIC-T29',
    'GIC-T30',
    'GIC-R3',
  ],
  because: 'The field that was written is read back, a priority with its five implemented bits.',
  unchecked: 'Writes of whole registers, which are for the comparison with the model.',
  judge: everyStep(({ action, after }) => {
    const write = written(action);
    if (write === undefined) return undefined;
    const [to, field, value] = write;
    return shouldHave(() => `${field} of ${nameOf(to)}`, value, interruptIn(after, to)[field], ', as it was written');
  }),
  witnesses: [
    ...goesThrough('GIC-T15', 12),
    ...goesThrough('GIC-T16', 10),
    ...goesThrough('GIC-T17', 35),
    ...goesThrough('GIC-T20', 20),
    ...goesThrough('GIC-T21', 10),
    ...goesThrough('GIC-T23', 20),
  ],
};

export const onlyWhatIsNamedChanges: Property<GicLanguage> = {
  id: 'only-what-is-named-changes',
  title: 'an action on one interrupt changes no other',
  clauses: [
    'GIC-T1',
    'GIC-T5',
    'GIC-T6',
    'GIC-T7',
    'GIC-T9',
    'GIC-T15',
    'GIC-T16',
    'GIC-T17',
    'GIC-T20',
    'GIC-T22',
    'GIC-T23',
  ],
  because:
    'All that is shown of every other interrupt is the same before and after; and an acknowledge leaves all but pending and active of its own.',
  unchecked: 'Raw writes, which name up to 32 interrupts.',
  judge: everyStep((step) => {
    const named = keyOfNamed(step);
    if (named === undefined) return undefined;
    return everyInterrupt(step, (to) => {
      if (keyOf(to) !== named) return unchanged(step, to, allFields);
      return step.action.kind === 'acknowledge' ? unchanged(step, to, settings) : undefined;
    });
  }),
  witnesses: [],
};

/** The interrupt that an action is about; undefined if it is about none, or more than one. */
function keyOfNamed({ action, observation }: Parameters<StepJudge>[0]): string | undefined {
  if (action.kind === 'acknowledge') {
    return observation.kind === 'value' ? keyOf({ pe: action.pe, intId: observation.value }) : undefined;
  }
  if (action.kind === 'writeRoute') return keyOf({ pe: 0, intId: action.intId });
  return 'intId' in action ? keyOf(action) : undefined;
}

export const gatesKeepTheState: Property<GicLanguage> = {
  id: 'gates-keep-the-state',
  title: 'enables, groups, priorities, masks and routes change neither pending nor active',
  clauses: ['GIC-Ie', 'GIC-T17', 'GIC-T18', 'GIC-T19', 'GIC-T20', 'GIC-T21', 'GIC-T23', 'GIC-T28'],
  because: 'Pending and active of every interrupt are the same before and after each such write.',
  unchecked: 'Nothing within one write.',
  judge: everyStep((step) =>
    gates.has(step.action.kind) || namesAnEnable(step.action)
      ? everyInterrupt(step, (to) => unchanged(step, to, ['pending', 'active']))
      : undefined,
  ),
  witnesses: [...goesThrough('GIC-T18', 25), ...goesThrough('GIC-T19', 18)],
};

const gates: ReadonlySet<GicAction['kind']> = new Set<GicAction['kind']>([
  'writeEnabled',
  'writeGroup',
  'writePriority',
  'writeRoute',
  'writeDistributorEnables',
  'writeGroupEnable',
  'writePriorityMask',
  'writeBinaryPoint',
  'writeEoiMode',
]);

function namesAnEnable(action: GicAction): boolean {
  return namedInterrupts(action, 'ISENABLER').length + namedInterrupts(action, 'ICENABLER').length > 0;
}

/** What is written, and nothing else moves. */
const settings = ['enabled', 'trigger', 'group', 'priority', 'route'] as const;
const allFields = ['pending', 'active', ...settings] as const;

function unchanged(
  { before, after }: Parameters<StepJudge>[0],
  to: Target,
  fields: readonly (keyof InterruptView)[],
): ReturnType<StepJudge> {
  const [old, now] = [interruptIn(before, to), interruptIn(after, to)];
  for (const field of fields) {
    const [was, is] = [old[field], now[field]];
    const wrong =
      typeof was === 'boolean' && typeof is === 'boolean'
        ? shouldStay(to, field, 'across this', was, is)
        : shouldHave(() => `${field} of ${nameOf(to)}`, was, is, ', as before');
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
