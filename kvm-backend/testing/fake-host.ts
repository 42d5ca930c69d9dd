import { closeSync, existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { contractCases } from '../contract/cases/index.js';
import type { ContractOutcome } from '../contract/check.js';
import { gicModel, predict, type GicView } from '../../model/index.js';
import type { FreeReply, RunReply, RunRequest } from '../guest/run.js';
import type { KvmDescription } from '../guest/describe.js';
import type { MachineDescription } from '../guest/machine.js';
import type { Seen } from '../diff/seen.js';
import { LineReader, toLine } from '../remote/framing.js';
import { PROTOCOL } from '../remote/protocol.js';
import { answerLine, greeting, type Operations } from '../remote/server.js';
import { stoppedViewOf } from '../subject/stopped-view.js';

// A program that takes QEMU's place: a host whose KVM does what the model says and the contract documents, until it has
// made so many runs (or documented calls) of one operation. Then it writes its process id to a file and goes on slowly,
// dies, hangs, or lies once and dies. When it is started again, `hang` hangs at once there, and `hang-once` no more.
//
//   fake-host.js FILE OPERATION RUNS go|die|hang|hang-once|lie QEMU'S ARGUMENTS

const [mark = '', limited = '', most = '', then = 'go', ...qemu] = process.argv.slice(2);
/** Of a kernel for which no divergence is listed. */
const KERNEL = '99.1.0';
/** What each request then takes, so that whoever waits for the mark finds it at work. */
const SLOWLY_MS = 300;

const memory = openSync(/mem-path=([^,]+)/.exec(qemu.join(' '))?.[1] ?? '', 'r');
const area = {
  size: Infinity,
  write: (): never => {
    throw new Error('answers go over the line');
  },
  read: (length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    readSync(memory, bytes, 0, length, 0);
    return bytes;
  },
};

const isStartedAgain = existsSync(mark);
/** After how many runs. */
const limit = isStartedAgain && then === 'hang-once' ? Infinity : Number(most);
let made = isStartedAgain && then === 'hang' ? limit : 0;

function die(): never {
  process.stderr.write('Oops: the last words\n');
  closeSync(memory);
  process.exit(7);
}

/** What comes of each request once the mark is made. */
function goOn(): void {
  if (then !== 'die' && then !== 'lie') {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, then === 'go' ? SLOWLY_MS : Infinity);
  } else die();
}

function asDocumented(id: string): ContractOutcome {
  const expected = contractCases.find((entry) => entry.id === id)?.expected ?? 'nothing';
  return { id, expected, actual: expected };
}

function seenIn(run: RunRequest, project: (view: GicView) => Seen['view']): readonly Seen[] {
  return predict(gicModel, run.config, run.actions).map(({ observation, view }) => ({
    observation,
    view: project(view),
  }));
}

/** Makes runs, and counts them if they are of the operation that is limited. */
const playing =
  <Run, Reply>(operation: string, play: (run: Run) => Reply, lie: (run: Run) => Reply) =>
  (body: unknown): readonly Reply[] => {
    const runs = body as readonly Run[];
    if (operation !== limited) return runs.map(play);
    if (made >= limit) goOn();
    made += runs.length;
    if (made < limit) return runs.map(play);
    writeFileSync(mark, String(process.pid));
    return then === 'lie' ? runs.map(lie) : runs.map(play);
  };

const stepwise = (operation: string, project: (view: GicView) => Seen['view']): Operations[string] =>
  playing<RunRequest, RunReply<Seen>>(
    operation,
    (run) => ({ outcomes: seenIn(run, project) }),
    () => ({
      outcomes: [],
      crash: 'a lie',
    }),
  );

const operations: Operations = {
  describe: (): KvmDescription => ({ vgicV3: true, lacks: [] }),
  machine: (): MachineDescription => ({ model: 'a fake', processor: 'none', processors: 1 }),
  contract: playing<string, ContractOutcome>('contract', asDocumented, (id) => ({
    ...asDocumented(id),
    actual: 'a lie',
  })),
  runStopped: stepwise('runStopped', stoppedViewOf),
  runAgent: stepwise('runAgent', (view) => view),
  runFree: playing<RunRequest, FreeReply>(
    'runFree',
    (run) => {
      const left = Array.from({ length: run.config.peCount }, (_, pe) => ({ kind: 'leaveGuest' as const, pe }));
      const all = seenIn({ ...run, actions: [...run.actions, ...left] }, (view) => view);
      const observations = all.slice(0, run.actions.length).map(({ observation }) => observation);
      return { outcome: { observations, view: all.at(-1)?.view as GicView } };
    },
    () => ({ crash: 'a lie' }),
  ),
};

const reader = new LineReader(area, (message) => {
  const reply = answerLine(operations, message, undefined);
  if (reply !== undefined) process.stdout.write(reply);
});
process.stdin.on('data', (piece: Buffer) => reader.feed(piece));
process.stdin.on('end', () => process.exit(0));
process.stdout.write(toLine(JSON.stringify({ ...greeting(PROTOCOL), kernel: KERNEL }), undefined));
