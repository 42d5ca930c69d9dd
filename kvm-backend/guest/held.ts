import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { crew } from '../free/crew.js';

/** What this process holds of KVM: none of it may stay behind when its VM is closed. */
export interface Held {
  /** Of /dev/kvm, VMs, vCPUs and devices. */
  readonly descriptors: number;
  /** Beside those of the crew's threads, which stay: one each, for its event loop. Node has some of its own, always as many. */
  readonly eventfds: number;
  /** The kvm_run of vCPUs, and the memory of guests. */
  readonly mappings: number;
}

/** Counts it, as Linux shows it in /proc/self. */
export function countHeld(): Held {
  const files = readdirSync('/proc/self/fd').map(fileOf);
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n');
  const matching = (names: readonly string[], pattern: RegExp): number =>
    names.filter((name) => pattern.test(name)).length;
  return {
    descriptors: matching(files, /kvm/),
    eventfds: matching(files, /\[eventfd\]/) - crew.size,
    mappings: matching(maps, /kvm-vcpu|\/dev\/zero/),
  };
}

/** The descriptor that lists the folder is gone when it is looked at. */
function fileOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}
