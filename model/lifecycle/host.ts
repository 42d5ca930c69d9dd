import { match } from 'ts-pattern';
import type { Profile } from '../delivery/profile.js';
import { assertLine, CONFIG, deassertLine, driveLine, VRING, type Bits, type Shared } from '../delivery/wire.js';
import type { Process, Step } from '../explore/index.js';
import type { SaveChoices } from './choices.js';
import type { LifecycleShared } from './shared.js';

/** What the host does in one step. */
export type HostAction =
  | { readonly kind: 'pause' }
  | { readonly kind: 'saveDevice' }
  | { readonly kind: 'saveGic' }
  | { readonly kind: 'restore' };

/** What has been saved: InterruptStatus, and the GIC's line and latch. Whether it is active no one can change meanwhile. */
export type Host =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'saving';
      readonly status?: Bits;
      readonly gic?: Pick<Shared, 'line' | 'latch'>;
    }
  | { readonly kind: 'done' };

/** What the host knows of a profile: `isLevel`, whether the line follows the status. */
export type HostProfile = Pick<Profile, 'trigger' | 'detector'> & { readonly isLevel: boolean };

type HostStep = Step<LifecycleShared, Host, HostAction>;

/**
 * Who saves and restores, once, or never. First the vCPUs stop: KVM refuses to give the vGIC's state while one of them
 * runs (-EBUSY; Linux, Documentation/virt/kvm/devices/arm-vgic-v3.rst). Guest memory is saved last, as Firecracker does,
 * so it has every event that was published before the restore.
 */
export function hostProcess(profile: HostProfile, choices: SaveChoices): Process<LifecycleShared, Host, HostAction> {
  return {
    initial: { kind: 'waiting' },
    steps: (shared, host) =>
      match(host)
        .with({ kind: 'waiting' }, (): readonly HostStep[] => [
          {
            action: { kind: 'pause' },
            shared: { ...shared, phase: 'paused' },
            local: { kind: 'saving' },
          },
        ])
        .with({ kind: 'saving' }, (saving) => goOn(profile, choices, shared, saving))
        .with({ kind: 'done' }, () => [])
        .exhaustive(),
  };
}

function goOn(
  profile: HostProfile,
  { drained, first, resignal }: SaveChoices,
  shared: LifecycleShared,
  saving: Extract<Host, { kind: 'saving' }>,
): readonly HostStep[] {
  if (drained && shared.busy > 0) return [];
  const { status, line, latch } = shared;
  if (saving.status !== undefined && saving.gic !== undefined) {
    const restored = { ...shared, ...saving.gic, status: saving.status, phase: 'after' as const };
    return [{ action: { kind: 'restore' }, shared: tell(profile, resignal, restored), local: { kind: 'done' } }];
  }
  const isDevice = saving.status === undefined && (first === 'device' || saving.gic !== undefined);
  return isDevice
    ? [{ action: { kind: 'saveDevice' }, shared, local: { ...saving, status } }]
    : [{ action: { kind: 'saveGic' }, shared, local: { ...saving, gic: { line, latch } } }];
}

/** What the restored device does to its line: a level follows the status, anything else is one whole pulse. */
function tell(profile: HostProfile, resignal: SaveChoices['resignal'], restored: LifecycleShared): LifecycleShared {
  if (resignal === 'nothing') return restored;
  const status = resignal === 'everything' ? VRING | CONFIG : restored.status;
  const told = { ...restored, status };
  if (profile.isLevel) return { ...told, ...driveLine(profile, told, status !== 0) };
  return status === 0 ? told : { ...told, ...deassertLine(assertLine(profile, told)) };
}
