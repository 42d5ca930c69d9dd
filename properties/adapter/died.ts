import { IrqlineError } from '../../spec/index.js';

/** An adapter that ended in a run that goes well when it is made again: of what came before it, or by chance. */
export class AdapterDied extends IrqlineError {
  /** All that it was sent since it was started; undefined when that was too much to keep. */
  readonly sent: string | undefined;

  /** @param sent - as above */
  constructor(detail: string, sent: string | undefined) {
    super('ADAPTER_DIED', detail);
    this.sent = sent;
  }
}
