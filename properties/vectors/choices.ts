import type { Language, Layer } from '../../model/index.js';
import type { ClauseId } from '../../spec/index.js';

/** Something that a standard leaves to the implementation, or that real ones do otherwise, and `config` tells of. */
export interface Choice {
  /** As flags name it: the path of its field within the choices of the configuration. */
  readonly name: string;
  readonly what: string;
  readonly clauses: readonly ClauseId[];
  /** What can be chosen; first what our own implementation does. */
  readonly values: readonly (string | number)[];
}

/**
 * The choices of each layer, in the order of its configuration. `ackWidth` is not among them: no bit above the seventh
 * of InterruptStatus is ever set, so that nobody can see how many of them InterruptACK clears.
 */
export const choices: Readonly<Record<Layer, readonly Choice[]>> = {
  device: [
    {
      name: 'ackGate',
      what: 'When InterruptACK is obeyed: always (none), or only after DRIVER_OK',
      clauses: ['VIRTIO-N1'],
      values: ['none', 'DRIVER_OK'],
    },
    {
      name: 'configEventSets',
      what: 'The bits of InterruptStatus that a configuration change sets: CONFIG (2), or both (3)',
      clauses: ['VIRTIO-N1', 'VIRTIO-N7'],
      values: [2, 3],
    },
    {
      name: 'signal',
      what:
        'What signals an event: a pulse (always), one only when InterruptStatus was empty (onRise) or for a new bit ' +
        '(onNewBit), an assertion that nothing takes back (assertOnly), or a level that follows InterruptStatus (level)',
      clauses: ['VIRTIO-N5'],
      values: ['always', 'onRise', 'onNewBit', 'assertOnly', 'level'],
    },
  ],
  gic: [
    {
      name: 'edgeDetector',
      what: 'What an edge is: a change of the line from low to high (transition), or every assertion (assert)',
      clauses: ['GIC-T3', 'KVM-EDGE-CALL'],
      values: ['transition', 'assert'],
    },
    {
      name: 'lineWhileEdge',
      what: 'Whether the level of the line is remembered while the trigger is edge',
      clauses: ['GIC-T22', 'KVM-EDGE-CALL'],
      values: ['tracked', 'ignored'],
    },
    {
      name: 'levelLatchClearedBy',
      what: 'What clears the latch of a level-triggered interrupt',
      clauses: ['GIC-T7', 'KVM-PENDING'],
      values: ['acknowledge', 'deactivation'],
    },
    {
      name: 'forwarding',
      what: 'Whether an interrupt is offered to its PE whenever its state says so, or at an event of its own',
      clauses: ['GIC-T18', 'GIC-T21'],
      values: ['continuous', 'onEvent'],
    },
    {
      name: 'groupEnables',
      what: 'Whether the groups have separate enables in GICD_CTLR, or EnableGrp1 gates both',
      clauses: ['GIC-T18'],
      values: ['separate', 'group1GatesBoth'],
    },
    {
      name: 'routingMode',
      what: 'Whether bit 31 of GICD_IROUTER, any PE, is implemented',
      clauses: ['GIC-T21'],
      values: ['implemented', 'ignored'],
    },
    {
      name: 'affinity3',
      what: 'Whether Aff3 of GICD_IROUTER is stored',
      clauses: ['GIC-T21'],
      values: ['stored', 'ignored'],
    },
    {
      name: 'ppiTrigger',
      what: 'Whether the trigger of a PPI can be written',
      clauses: ['GIC-T22'],
      values: ['writable', 'fixed'],
    },
    { name: 'priorityBits', what: 'How many bits a priority has', clauses: ['GIC-R3'], values: [5, 4] },
    {
      name: 'lineOnReset',
      what: 'Whether the levels of the wires outlast a reset of the GIC',
      clauses: ['GIC-T25'],
      values: ['kept', 'forgotten'],
    },
    {
      name: 'reset.spiTrigger',
      what: 'The trigger of an SPI after a reset',
      clauses: ['GIC-T25'],
      values: ['level', 'edge'],
    },
    {
      name: 'reset.ppiTrigger',
      what: 'The trigger of a PPI after a reset',
      clauses: ['GIC-T25'],
      values: ['level', 'edge'],
    },
    { name: 'reset.group', what: 'The group of an interrupt after a reset', clauses: ['GIC-T25'], values: [0, 1] },
    {
      name: 'tieBreak',
      what: 'Which of several pending interrupts of one priority goes first: the lowest INTID, or any',
      clauses: ['GIC-T7'],
      values: ['lowestIntId', 'unspecified'],
    },
  ],
  system: [
    {
      name: 'delivery',
      what: 'How the device signals: by a pulse for each event (edge), or by a level that follows InterruptStatus',
      clauses: ['VIRTIO-N5'],
      values: ['edge', 'level'],
    },
    {
      name: 'trigger',
      what: 'How the driver configures the line (GICD_ICFGR)',
      clauses: ['VIRTIO-N5'],
      values: ['edge', 'level'],
    },
  ],
};

/** Where the choices stand in a configuration. */
const places: Readonly<Record<Layer, readonly string[]>> = { device: ['choices'], gic: ['behaviour'], system: [] };

const pathOf = (layer: Layer, { name }: Choice): readonly string[] => [...(places[layer] ?? []), ...name.split('.')];

/** What a configuration chooses. */
export function chosen(layer: Layer, choice: Choice, config: Language['config']): string | number {
  const value = pathOf(layer, choice).reduce((holder, key) => (holder as Fields)[key], config);
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`no ${choice.name} in a configuration`);
  return value;
}

/** The same configuration with another choice. */
export function choosing(
  layer: Layer,
  choice: Choice,
  value: string | number,
  config: Language['config'],
): Language['config'] {
  return replaced(config as Fields, pathOf(layer, choice), value);
}

function replaced(holder: Fields, [key = '', ...rest]: readonly string[], value: string | number): Fields {
  return { ...holder, [key]: rest.length === 0 ? value : replaced(holder[key] as Fields, rest, value) };
}

type Fields = Readonly<Record<string, unknown>>;
