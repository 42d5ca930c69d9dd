import type { GicAction } from '../../model/index.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import type { KvmClient } from '../remote/client.js';
import { runOnKvm } from './rung.js';
import { rungOf } from './rungs.js';
import { bit, enableGroup, openGroup, writeWord } from './scene.js';
import { hasGuest, type Seen } from './seen.js';

const MOST = 16;
const NONE_PENDING = 1023;

/**
 * How many list registers a vCPU has there, 1 to 16, since no register of the guest or of userspace tells: as many pending
 * interrupts of group 0 as it takes to hide one of group 1 (quirk `K16-group-0-hides-group-1`).
 */
export async function countListRegisters(client: KvmClient): Promise<number> {
  const counts = Array.from({ length: MOST }, (_, index) => index + 1);
  const replies = (await runOnKvm(client, rungOf(2), counts.map(hidingRun))) as readonly RunReply<Seen>[];
  return counts.find((count) => isHidden(replies[count - 1])) ?? MOST;
}

/** INTID 48 of group 1, and before it so many others of group 0, all pending and of the same priority. */
function hidingRun(count: number): RunRequest {
  const others = 2 ** count - 1;
  const actions: readonly GicAction[] = [
    enableGroup,
    openGroup,
    writeWord('IGROUPR', ~others >>> 0),
    writeWord('ISENABLER', others | bit),
    writeWord('ISPENDR', others | bit),
  ];
  return { config: { peCount: 1, spiCount: 32, behaviour: kvmInNewVm }, actions };
}

function isHidden(reply: RunReply<Seen> | undefined): boolean {
  const view = reply?.outcomes.at(-1)?.view;
  return view !== undefined && hasGuest(view) && view.cpuInterfaces[0]?.ICC_HPPIR1_EL1 === NONE_PENDING;
}
