import { programs, type Delivery, type LineProgram, type Step } from '../../impl/index.js';
import { assigning } from '../device/mutants/programs.js';

/** What the actors share: the production line and GIC, a line of a faulty design, or a GIC of one (`tornGic`). */
export type Design = 'production' | 'assign' | 'torn' | 'ungated' | 'tornGic';

/** The steps that the line of a design takes. */
export function programOf(design: Design, delivery: Delivery): LineProgram {
  const own = programs[delivery];
  switch (design) {
    case 'production':
    case 'tornGic':
      return own;
    case 'assign':
      // Level: the drive belongs to the step of the update, as in the production program.
      return delivery === 'edge' ? assigning(delivery) : { ...own, trigger: [assignAndDrive] };
    case 'torn':
      return { ...own, trigger: [remember, tornUpdate(delivery), ...own.trigger.slice(1)] };
    case 'ungated':
      return {
        ...own,
        trigger: [...own.trigger.slice(0, 1), { name: 'pulse', run: (wire) => wire.gic.pulseSpi(wire.spi) }],
      };
  }
}

const assignAndDrive: Step = {
  name: 'update',
  run(wire, operation) {
    wire.assignStatus(operation.bits);
    operation.sent = true;
    wire.gic.setSpiLevel(wire.spi, true);
  },
};

const remember: Step = { name: 'remember', run: (wire, operation) => void (operation.remembered = wire.status) };

const tornUpdate = (delivery: Delivery): Step => ({
  name: 'update',
  run(wire, operation) {
    wire.assignStatus(operation.remembered | operation.bits);
    operation.sent = true;
    if (delivery === 'level') wire.gic.setSpiLevel(wire.spi, true);
  },
});
