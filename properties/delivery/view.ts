import type { DeliveryLocal, DeliveryState, LifecycleState } from '../../model/index.js';
import type { DriverPlace } from './driver.js';

/** Where a device thread is; a torn update's `remembered` is kept while it is about to be written. */
export interface ThreadPlace {
  readonly kind: 'idle' | 'updating' | 'writing' | 'signalling' | 'lowering';
  readonly bit: number;
  readonly remembered: number;
}

/** All that model and real code must agree in, after every step. */
export interface DeliveryView {
  readonly work: number;
  readonly status: number;
  readonly line: boolean;
  readonly latch: boolean;
  readonly active: boolean;
  readonly driver: DriverPlace;
  readonly threads: readonly ThreadPlace[];
}

/** A state of the delivery model, as a view. */
export function viewOfModel({ shared, locals }: DeliveryState): DeliveryView {
  const threads: ThreadPlace[] = [];
  let driver: DriverPlace = { kind: 'idle', seen: 0 };
  let active = false;
  for (const local of locals) {
    if ('active' in local) {
      active = local.active;
      if (local.active) driver = { kind: local.kind, seen: local.seen };
    } else if (local.kind === 'idle') threads.push({ kind: 'idle', bit: 0, remembered: 0 });
    else {
      const remembered = local.kind === 'writing' ? local.remembered : 0;
      threads.push({ kind: local.kind, bit: local.bit, remembered });
    }
  }
  return { ...shared, active, driver, threads };
}

/** A state of the delivery model to which a lifecycle happens, as a view. The host's place is not the real code's. */
export function viewOfLifecycle({ shared, locals }: LifecycleState): DeliveryView {
  const { work, status, line, latch } = shared;
  const isHost = ({ kind }: (typeof locals)[number]): boolean =>
    kind === 'waiting' || kind === 'saving' || kind === 'done';
  const parties = locals.filter((local) => !isHost(local)) as readonly DeliveryLocal[];
  return viewOfModel({ shared: { work, status, line, latch }, locals: parties });
}

/** The parts in which two views differ, by name: `status`, `driver.seen`, `threads.1.kind`. */
export function differences(one: unknown, other: unknown, path = ''): readonly string[] {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other ? [] : [path];
  }
  return Object.entries(one).flatMap(([key, value]) =>
    differences(value, (other as Readonly<Record<string, unknown>>)[key], path === '' ? key : `${path}.${key}`),
  );
}
