import { constants } from 'node:os';
import koffi from 'koffi';
import { kvmConstants } from '../abi/constants.js';
import { nameOf, type IoctlName } from '../abi/ioctls.js';
import { offsetOf, structures } from '../abi/structures.js';
import { setUint64 } from '../abi/word64.js';
import { guestLayout, mailbox } from '../agent/operations.js';
import { addressOf, viewOf, type Libc } from '../system/libc.js';

const MAP_FAILED = 0xffff_ffff_ffff_ffffn;
const FIRST_DESCRIPTOR = 100;
const RUN_BYTES = 0x1000;
/** What answers with something else than 0; whoever makes a vCPU or a VM gets a new descriptor. */
const answers: Partial<Record<IoctlName, number>> = {
  KVM_GET_API_VERSION: kvmConstants.KVM_API_VERSION,
  KVM_GET_VCPU_MMAP_SIZE: RUN_BYTES,
};

/**
 * A C library whose kernel grants every call, but the one that it is told to refuse: on any machine it shows what is still
 * open when a step fails, and what is left of what had been done. Of KVM it knows no more than that a device keeps its
 * attributes, all 0 at first, and that its guests end each list of commands at once.
 */
export class FakeLibc implements Libc {
  /** The names of the calls that could have failed, in order. */
  readonly calls: string[] = [];
  /** Whether a call fails, by how many came before it and its name. */
  refuses: (place: number, name: string) => boolean;
  readonly #errno: number;
  readonly #descriptors = new Set<number>();
  readonly #mappings = new Map<bigint, ArrayBuffer>();
  /** The kvm_run of each vCPU, by its descriptor. */
  readonly #runs = new Map<number, DataView>();
  /** By device and attribute. */
  readonly #attributes = new Map<string, bigint>();
  #made = FIRST_DESCRIPTOR;

  /** @param refuses - none without @param errno - how they fail */
  constructor(refuses: FakeLibc['refuses'] = () => false, errno: keyof typeof constants.errno = 'EIO') {
    this.refuses = refuses;
    this.#errno = constants.errno[errno];
  }

  /** Descriptors and mappings that nobody has closed yet. */
  get held(): number {
    return this.#descriptors.size + this.#mappings.size;
  }

  readonly open = (): number => this.#grant('open', () => this.#newDescriptor());
  readonly eventfd = (): number => this.#grant('eventfd', () => this.#newDescriptor());
  readonly read = (): number => this.#grant('read', () => 0);
  readonly write = (): number => this.#grant('write', () => 0);
  readonly poll = (): number => this.#grant('poll', () => 0);
  readonly pthreadSelf = (): number => 0;
  readonly pthreadKill = (): number => 0;

  readonly close = (descriptor: number): number => {
    if (!this.#descriptors.delete(descriptor)) throw new Error(`descriptor ${descriptor} is closed that is not open`);
    return 0;
  };

  readonly mmap = (...[, length, , , descriptor]: Parameters<Libc['mmap']>): bigint => {
    return this.#grant('mmap', () => 0) < 0 ? MAP_FAILED : this.#map(length, descriptor);
  };

  readonly munmap = (address: bigint): number => {
    if (!this.#mappings.delete(address)) throw new Error('what is unmapped is not mapped');
    return 0;
  };

  readonly ioctlValue = (descriptor: number, request: number, value: number): number => {
    const name = nameOf(request);
    return this.#grant(name, () => {
      if (name === 'KVM_SET_DEVICE_ATTR' || name === 'KVM_GET_DEVICE_ATTR') this.#attribute(descriptor, name, value);
      if (name === 'KVM_CREATE_VM' || name === 'KVM_CREATE_VCPU') return this.#newDescriptor();
      if (name === 'KVM_RUN') this.#endList(descriptor);
      return answers[name] ?? 0;
    });
  };

  readonly ioctlPointer = (_descriptor: number, request: number, argument: Uint8Array): number => {
    const name = nameOf(request);
    return this.#grant(name, () => {
      if (name !== 'KVM_CREATE_DEVICE') return 0;
      const view = new DataView(argument.buffer);
      view.setUint32(offsetOf('kvm_create_device', 'fd'), this.#newDescriptor(), true);
      return 0;
    });
  };

  #grant(name: string, call: () => number): number {
    if (!this.refuses(this.calls.push(name) - 1, name)) return call();
    koffi.errno(this.#errno);
    return -1;
  }

  #newDescriptor(): number {
    this.#descriptors.add(this.#made);
    return this.#made++;
  }

  #map(length: number, descriptor: number): bigint {
    const memory = new ArrayBuffer(length);
    const address = addressOf(memory);
    this.#mappings.set(address, memory);
    if (descriptor >= 0) this.#runs.set(descriptor, new DataView(memory));
    return address;
  }

  /** @param argument - the address of a struct kvm_device_attr */
  #attribute(device: number, name: 'KVM_SET_DEVICE_ATTR' | 'KVM_GET_DEVICE_ATTR', argument: number): void {
    const asked = viewOf(BigInt(argument), structures.kvm_device_attr.size);
    const address = new DataView(asked).getBigUint64(offsetOf('kvm_device_attr', 'addr'), true);
    if (address === 0n) return; // a command
    const key = `${device} ${String(new Uint8Array(asked, 0, offsetOf('kvm_device_attr', 'addr')))}`;
    const value = new DataView(viewOf(address, 8));
    if (name === 'KVM_SET_DEVICE_ATTR') this.#attributes.set(key, value.getBigUint64(0, true));
    else value.setBigUint64(0, this.#attributes.get(key) ?? 0n, true);
  }

  /** The vCPU leaves the guest as the agent does at the end of a list. */
  #endList(vcpu: number): void {
    const run = this.#runs.get(vcpu);
    if (run === undefined) throw new Error(`vCPU ${vcpu} runs without a kvm_run`);
    run.setUint32(offsetOf('kvm_run', 'exit_reason'), kvmConstants.KVM_EXIT_MMIO, true);
    setUint64(run, offsetOf('kvm_run', 'mmio.phys_addr'), guestLayout.mailbox + mailbox.done);
    run.setUint32(offsetOf('kvm_run', 'mmio.len'), 4, true);
    run.setUint8(offsetOf('kvm_run', 'mmio.is_write'), 1);
  }
}
