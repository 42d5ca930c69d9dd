import { documentedOfQemu } from '../../kvm-backend/index.js';
import { table, type Sections } from './sections.js';

/** The table of docs/qemu.md, from the data that `irqline diff --against qemu` confirms. */
export function qemuSections(): Sections {
  return {
    qemu: table(
      ['name', 'what one would expect', 'what QEMU does', 'why', 'seen on', 'can lose an interrupt'],
      documentedOfQemu.map(({ id, expected, qemu, why, seenOn, losesInterrupts }) => [
        `\`${id}\``,
        expected,
        qemu,
        why,
        seenOn.join(', '),
        losesInterrupts ? 'yes' : 'no',
      ]),
    ),
  };
}
