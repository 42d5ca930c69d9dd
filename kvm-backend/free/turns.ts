import { guestLayout, type AgentCommand } from '../agent/operations.js';

/** What one actor does while all others wait: a turn. */
export type Turn =
  /** A vCPU enters the guest, and stays there until it leaves. */
  | { readonly kind: 'enter'; readonly vcpu: number }
  | { readonly kind: 'leave'; readonly vcpu: number }
  /** A vCPU does commands: without an exit when it is in the guest, otherwise it enters for them and leaves again. */
  | { readonly kind: 'guest'; readonly vcpu: number; readonly commands: readonly AgentCommand[] }
  | { readonly kind: 'host'; readonly act: () => void };

/** One time that a vCPU is in the guest: what its thread does. */
export interface Stay {
  /** The turn with which it begins. */
  readonly startsAt: number;
  readonly commands: readonly AgentCommand[];
  /** Whose turn it is once the vCPU has left; nothing when others go on meanwhile. */
  readonly thenTurn: number | undefined;
}

/** The turns of one run, by who takes them. */
export interface Roster {
  /** By vCPU, in order. */
  readonly stays: ReadonlyMap<number, readonly Stay[]>;
  readonly host: readonly { readonly turn: number; readonly act: () => void }[];
  /** How many turns there are. */
  readonly end: number;
  /** For each turn: where its results are among those of its vCPU's stay. */
  readonly places: readonly (Place | undefined)[];
}

interface Place {
  readonly vcpu: number;
  readonly stay: number;
  readonly first: number;
  readonly count: number;
}

interface OpenStay {
  readonly startsAt: number;
  readonly commands: AgentCommand[];
}

const waitFor = (turn: number): AgentCommand => ({ operation: 'await', address: guestLayout.turn, value: turn });
const publish = (turn: number): AgentCommand => ({ operation: 'publish', address: guestLayout.turn, value: turn });
const nothing = (): void => undefined;

/**
 * Who does what when. The number of the turn lies in guest memory: a vCPU that is in the guest waits for its turn there,
 * and passes it on, without an exit; its thread and the host do so for everything else.
 */
export function rosterOf(turns: readonly Turn[]): Roster {
  const stays = new Map<number, Stay[]>();
  const open = new Map<number, OpenStay>();
  const host: { turn: number; act: () => void }[] = [];
  const places: (Place | undefined)[] = [];
  const staysOf = (vcpu: number): Stay[] => {
    const known = stays.get(vcpu) ?? [];
    stays.set(vcpu, known);
    return known;
  };
  const close = (vcpu: number, { startsAt, commands }: OpenStay, thenTurn: number | undefined) => {
    staysOf(vcpu).push({ startsAt, commands, thenTurn });
    open.delete(vcpu);
  };

  for (const [turn, what] of turns.entries()) {
    const inside = 'vcpu' in what ? open.get(what.vcpu) : undefined;
    const next = turn + 1;
    places.push(undefined);
    if (what.kind === 'guest') {
      const { vcpu, commands } = what;
      const first = inside === undefined ? 0 : inside.commands.length + 1;
      places[turn] = { vcpu, stay: staysOf(vcpu).length, first, count: commands.length };
      if (inside === undefined) close(vcpu, { startsAt: turn, commands: [...commands] }, next);
      else inside.commands.push(waitFor(turn), ...commands, publish(next));
    } else if (what.kind === 'enter' && inside === undefined) {
      open.set(what.vcpu, { startsAt: turn, commands: [publish(next)] });
    } else if (what.kind === 'leave' && inside !== undefined) {
      inside.commands.push(waitFor(turn));
      close(what.vcpu, inside, next);
    } else {
      host.push({ turn, act: what.kind === 'host' ? what.act : nothing });
    }
  }
  for (const [vcpu, inside] of open) {
    inside.commands.push(waitFor(turns.length));
    close(vcpu, inside, undefined);
  }
  return { stays, host, end: turns.length, places };
}
