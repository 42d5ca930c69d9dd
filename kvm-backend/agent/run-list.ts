import { IrqlineError } from '../../spec/errors.js';
import type { BusDevice } from '../../impl/index.js';
import { kvmConstants } from '../abi/constants.js';
import type { Exit, Vcpu } from '../vm/vcpu.js';
import { guestLayout, mailbox, readResults, writeCommands, type AgentCommand } from './operations.js';

/** What the agent's interrupt handler told while a list ran, in order. */
export type HandlerEvent =
  | { readonly kind: 'taken'; readonly intId: number }
  /** It serviced these bits of InterruptStatus. */
  | { readonly kind: 'serviced'; readonly bits: number };

/** What the guest's accesses meet. */
export interface Surroundings {
  readonly device: BusDevice;
  /** Is told what the agent's interrupt handler does. */
  readonly onEvent: (event: HandlerEvent) => void;
}

/** What it needs of a vCPU. */
type RunnableVcpu = Pick<Vcpu, 'index' | 'run' | 'answer'>;

type MmioExit = Exclude<Exit, { kind: 'other' }>;

const DEVICE_BYTES = 0x200;
/** Of an access to a device: no register of a virtio-MMIO device is wider, nor does the agent's mailbox have one. */
const WIDEST = 4;
const DONE = guestLayout.mailbox + mailbox.done;
const nowhere: Surroundings = { device: { read: () => 0, write: () => undefined }, onEvent: () => undefined };

/**
 * Has a vCPU do one list of commands.
 * @param area - guest memory, from the vCPU's command list on
 * @returns the results, in order; those of stores and register writes mean nothing
 * @throws IrqlineError KVM_GUEST_FAULT when the guest does what the agent never does
 */
export function runList(
  vcpu: RunnableVcpu,
  area: DataView,
  list: readonly AgentCommand[],
  surroundings: Surroundings = nowhere,
): readonly number[] {
  writeCommands(area, list);
  for (;;) {
    const exit = vcpu.run();
    if (exit.kind === 'mmioWrite' && exit.address === DONE) return readResults(area, list.length);
    serve(vcpu, exit, surroundings);
  }
}

/** What the guest does before its list is done. */
function serve(vcpu: RunnableVcpu, exit: Exit, { device, onEvent }: Surroundings): void {
  if (exit.kind === 'other') throw fault(`vCPU ${vcpu.index} left KVM_RUN ${reasonName(exit.reason)}`);
  if (exit.length > WIDEST) throw fault(`an access of ${exit.length} bytes to 0x${exit.address.toString(16)}`);
  const offset = exit.address - guestLayout.virtioMmio;
  if (offset >= 0 && offset < DEVICE_BYTES) access(device, vcpu, exit, offset);
  else hear(exit, onEvent);
}

function access(device: BusDevice, vcpu: RunnableVcpu, exit: MmioExit, offset: number): void {
  if (exit.kind === 'mmioWrite') device.write(offset, exit.length, exit.value);
  else vcpu.answer(device.read(offset, exit.length));
}

function hear(exit: MmioExit, onEvent: Surroundings['onEvent']): void {
  const register = exit.address - guestLayout.mailbox;
  if (exit.kind === 'mmioRead') throw fault(`a read of 0x${exit.address.toString(16)}`);
  if (register === mailbox.taken) onEvent({ kind: 'taken', intId: exit.value });
  else if (register === mailbox.serviced) onEvent({ kind: 'serviced', bits: exit.value });
  else if (register === mailbox.fault) throw fault(`an exception, ESR_EL1 0x${exit.value.toString(16)}`);
  else throw fault(`a write to 0x${exit.address.toString(16)}`);
}

function fault(what: string): IrqlineError {
  return new IrqlineError('KVM_GUEST_FAULT', what);
}

function reasonName(reason: number): string {
  const name = Object.entries(kvmConstants).find(
    ([key, value]) => key.startsWith('KVM_EXIT_') && value === reason,
  )?.[0];
  return name === undefined ? `with exit reason ${reason}` : `with ${name}`;
}
