import { IrqLine, type IrqLineOptions, type Operation } from '../../impl/index.js';
import type { DeviceLanguage, Subject } from '../../model/index.js';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import { implementation } from '../device/implementation.js';

/** Our line behind a device that, as QEMU's, sets both bits at a configuration change. The steps are the line's own. */
class BothBitsLine extends IrqLine {
  override beginTrigger(bits: number): Operation {
    return super.beginTrigger(bits === CONFIG ? VRING | CONFIG : bits);
  }

  /** IrqLine's own does without a new operation, and so without {@link beginTrigger}. */
  override triggerConfig(): boolean {
    return this.beginTrigger(CONFIG).complete().sent;
  }
}

/** The line of the recorded device; pass it as a part to a subject that differs elsewhere. */
export function bothBitsLine(options: IrqLineOptions): IrqLine {
  return new BothBitsLine(options);
}

/** Our transport and line, in front of the recorded device. */
export function recordedImplementation(): Subject<DeviceLanguage> {
  return implementation('the implementation', { line: bothBitsLine });
}
