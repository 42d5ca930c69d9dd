import { VirtioMmioTransport } from '../../../impl/index.js';
import { registers } from '../../../spec/index.js';
import type { Fault } from './fault.js';

/** A driver that resets one queue is not obeyed. */
class QueueResetIgnored extends VirtioMmioTransport {
  override write(offset: number, width: number, value: number): void {
    if (offset !== registers.QueueReset.offset) super.write(offset, width, value);
  }
}

export const queueResetFaults: readonly Fault[] = [
  {
    id: 'queue-reset-ignored',
    fault: 'planted',
    source: 'a queue is reset, and looked at and notified of after that',
    what: 'VIRTIO_F_RING_RESET is offered, and a write of 1 to QueueReset does nothing.',
    killedBy: 'queue-reset-stops-the-queue',
    parts: { transport: (device, line) => new QueueResetIgnored(device, line) },
  },
];
