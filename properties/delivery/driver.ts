import type { Operation } from '../../impl/index.js';
import type { Profile } from '../../model/index.js';
import type { GuestSide } from './rig.js';

/** What the driver does next; and what it has read of InterruptStatus since it took the interrupt. */
export interface DriverPlace {
  readonly kind: 'idle' | 'read' | 'ack' | 'driveAfterAck' | 'service' | 'serviceAgain' | 'eoi';
  readonly seen: number;
}

/** What a driver has to do with. */
export interface DriverWorld {
  readonly guest: GuestSide;
  readonly intId: number;
  /** The driver looks at its queues and its configuration: the events of these kinds are done. */
  service(bits: number): void;
}

type Handler = Generator<DriverPlace, void>;

const idle: DriverPlace = { kind: 'idle', seen: 0 };

/**
 * A guest's interrupt handler as a script: each `yield` says what comes next, and the next call of {@link step} does
 * it. It takes the interrupt from the CPU interface, and acknowledges InterruptStatus in the line's micro-steps.
 */
export class ScriptedDriver {
  readonly #world: DriverWorld;
  readonly #handle: (world: DriverWorld) => Handler;
  #handler: Handler | undefined;
  place: DriverPlace = idle;

  constructor(world: DriverWorld, driver: Profile['driver']) {
    this.#world = world;
    this.#handle = handlers[driver];
  }

  /** Whether the driver has something to do: it handles an interrupt, or the PE is signalled. */
  get canStep(): boolean {
    return this.#handler !== undefined || this.#world.guest.isSignalled;
  }

  /** Does the next step. Without an interrupt to take the driver stays idle. */
  step(): void {
    if (this.#handler === undefined) {
      if (this.#world.guest.acknowledge() !== this.#world.intId) return;
      this.#handler = this.#handle(this.#world);
    }
    const { done, value } = this.#handler.next();
    this.place = done === true ? idle : value;
    if (done === true) this.#handler = undefined;
  }
}

const handlers: Readonly<Record<Profile['driver'], (world: DriverWorld) => Handler>> = {
  ackFirst: (world) => once(world, ackThenService),
  ackLast: (world) => once(world, serviceThenAck),
  ackOnes: (world) => once(world, ackEverything),
  ackLastRecheck: (world) => once(world, serviceAckAndRecheck),
  ackFirstLoop: (world) => untilEmpty(world, ackThenService),
  ackLastLoop: (world) => untilEmpty(world, serviceThenAck),
};

type Body = (world: DriverWorld, seen: number) => Handler;

function* once(world: DriverWorld, body: Body): Handler {
  const seen = yield* read(world, 0);
  if (seen !== 0) yield* body(world, seen);
  yield* end(world, seen);
}

function* untilEmpty(world: DriverWorld, body: Body): Handler {
  let seen = yield* read(world, 0);
  while (seen !== 0) {
    yield* body(world, seen);
    seen = yield* read(world, seen);
  }
  yield* end(world, seen);
}

function* ackThenService(world: DriverWorld, seen: number): Handler {
  yield* ack(world, seen, seen);
  yield* service(world, 'service', seen);
}

function* serviceThenAck(world: DriverWorld, seen: number): Handler {
  yield* service(world, 'service', seen);
  yield* ack(world, seen, seen);
}

function* ackEverything(world: DriverWorld, seen: number): Handler {
  yield* ack(world, 0xffff_ffff, seen);
  yield* service(world, 'service', seen);
}

function* serviceAckAndRecheck(world: DriverWorld, seen: number): Handler {
  yield* serviceThenAck(world, seen);
  yield* service(world, 'serviceAgain', seen);
}

// While a handler waits for its next step the world may become another: that of a restored machine.
function* read(world: DriverWorld, seen: number): Generator<DriverPlace, number> {
  yield { kind: 'read', seen };
  return world.guest.readStatus();
}

function* ack(world: DriverWorld, mask: number, seen: number): Handler {
  yield { kind: 'ack', seen };
  const operation = world.guest.writeAck(mask);
  while (hasNext(operation)) {
    yield { kind: 'driveAfterAck', seen };
    operation.advance();
  }
}

const hasNext = (operation: Operation): boolean => operation.next !== undefined;

function* service(world: DriverWorld, kind: 'service' | 'serviceAgain', seen: number): Handler {
  yield { kind, seen };
  world.service(seen);
}

function* end(world: DriverWorld, seen: number): Handler {
  yield { kind: 'eoi', seen };
  world.guest.end(world.intId);
}
