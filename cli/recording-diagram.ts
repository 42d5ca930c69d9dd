import { match, P } from 'ts-pattern';
import type { LineState, RecordedStep, RecordingResult } from '../properties/recording/index.js';
import { CONFIG, VRING } from '../spec/virtio-mmio.js';

const lanes = ['lines', 'Device', 'InterruptStatus', 'wire', 'GIC', 'Driver'] as const;

type Row = Readonly<Record<(typeof lanes)[number], string>>;

/**
 * The steps of a recording as a sequence diagram in text: a row a step, a lane for each who takes part. An arrow points
 * from who acts; the lanes between show what the act changes.
 * @param from - index of the first step; @param to - index behind the last
 */
export function recordingDiagram(result: RecordingResult, from: number, to: number): readonly string[] {
  const rows = result.steps.slice(from, to).flatMap((step, offset): Row[] => {
    const after = result.followed.states[from + offset];
    const before = result.followed.states[from + offset - 1] ?? after;
    return after === undefined || before === undefined ? [] : [rowOf(step, before, after)];
  });
  const header: Row = {
    lines: 'lines',
    Device: 'Device',
    InterruptStatus: 'InterruptStatus',
    wire: 'line',
    GIC: 'GIC',
    Driver: 'Driver',
  };
  const widths = lanes.map((lane) => Math.max(...[header, ...rows].map((row) => row[lane].length)));
  const written = (row: Row): string => lanes.map((lane, index) => row[lane].padEnd(widths[index] ?? 0)).join(' │ ');
  return [
    written(header).trimEnd(),
    widths.map((width) => '─'.repeat(width)).join('─┼─'),
    ...rows.map((row) => written(row).trimEnd()),
  ];
}

function rowOf(step: RecordedStep, before: LineState, after: LineState): Row {
  const drives = (step.claims.signals ?? []).includes('assert');
  return {
    lines: step.lines.join(','),
    Device: match(step.action)
      .with({ kind: 'usedBuffers' }, () => 'used buffers ─▶')
      .with({ kind: 'configChange' }, () => 'configuration changed ─▶')
      .otherwise(() => (step.what === 'the machine is reset' ? 'reset ─▶' : '')),
    InterruptStatus: changed(bits(before.status), bits(after.status)),
    wire: match([before.line, after.line] as const)
      .with([false, true], () => 'rises')
      .with([true, false], () => 'falls')
      .with([true, true], () => (drives ? 'high, driven high' : 'high'))
      .otherwise(() => 'low'),
    GIC: match({ move: step.move, before, after })
      .with({ move: { kind: 'take' } }, () => 'active')
      .with({ move: { kind: 'end' }, after: { pending: false } }, () => 'inactive')
      .with({ move: { kind: 'end' } }, () => 'inactive, pending')
      .with({ before: { latch: false }, after: { latch: true } }, () => 'edge, latched')
      .with({ before: { line: true }, after: { line: true } }, () => (drives ? 'no edge' : ''))
      .otherwise(() => ''),
    Driver: match(step)
      .with({ move: { kind: 'take' } }, () => '◀─ takes the interrupt')
      .with({ move: { kind: 'read' } }, () => `◀─ reads ${before.status}`)
      .with({ move: { kind: 'ack', mask: P.select() } }, (mask) => `◀─ InterruptACK ${mask}`)
      .with({ move: { kind: 'end' } }, () => '◀─ ends the interrupt')
      .with({ action: { kind: P.union('read', 'write') } }, ({ what }) => `◀─ ${what.replace('the driver ', '')}`)
      .otherwise(() => ''),
  };
}

function bits(status: number): string {
  const names = [status & VRING ? 'VRING' : '', status & CONFIG ? 'CONFIG' : ''].filter((name) => name !== '');
  return `${status}${names.length === 0 ? '' : ` ${names.join('+')}`}`;
}

const changed = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);
