import { isAsDocumented, type DocumentedOutcome } from '../../kvm-backend/index.js';
import { pc } from '../colour.js';
import { differenceReport } from '../report/difference.js';
import { count } from '../report/verdict.js';
import { againLines, type Again } from './again.js';
import type { Found } from './session.js';

/** What KVM is documented to do, and what the designs of the matrix do on it: a line each, and more on what is otherwise. */
export function documentedLines(
  { contract, known, delivery, scenarios }: Pick<Found, 'contract' | 'known' | 'delivery' | 'scenarios'>,
  again: readonly Again[],
): readonly string[] {
  const toSee = (of: string): readonly string[] => againLines(again, of).map((line) => `    ${line}`);
  const broken = contract.filter(({ expected, actual }) => expected !== actual);
  return [
    ...summary(contract.length, broken.length, 'documented answers of KVM to calls that it refuses or allows'),
    ...broken.flatMap(({ id, expected, actual }) => [
      `  ${id}: documented ${pc.green(expected)}, KVM ${pc.red(actual)}`,
      ...toSee(id),
    ]),
    ...knownLines(known, kvm, toSee),
    ...deliveryLines(delivery, toSee),
    ...scenarioLines(scenarios, toSee),
  ];
}

/** What QEMU is documented to do, if it was asked. */
export function qemuLines({ qemu }: Pick<Found, 'qemu'>, again: readonly Again[]): readonly string[] {
  if (qemu === undefined) return [];
  return knownLines(qemu.known, { name: 'QEMU', version: 'version of QEMU' }, (of) =>
    againLines(again, of).map((line) => `    ${line}`),
  );
}

/** Whose quirks they are, and what it has versions of. */
interface Whose {
  readonly name: string;
  readonly version: string;
}
const kvm: Whose = { name: 'KVM', version: 'kernel' };

function knownLines(known: readonly DocumentedOutcome[], whose: Whose, toSee: ToSee): readonly string[] {
  const wrong = known.filter((outcome) => !isAsDocumented(outcome));
  const news = known.filter(({ kind, isListed }) => kind !== 'otherwise' && !isListed);
  const of = whose === kvm ? '' : ` of ${whose.name}`;
  return [
    ...summary(known.length, wrong.length, `documented quirks and divergences${of} are as documented`),
    ...wrong.flatMap((outcome) => [wrongLine(outcome, whose), ...toSee(outcome.id)]),
    ...news.map((outcome) => newsLine(outcome, whose)),
  ];
}

/** How to see it again, by its name. */
type ToSee = (of: string) => readonly string[];

/** What the designs of the matrix came to on KVM. */
function deliveryLines(delivery: Found['delivery'], toSee: ToSee): readonly string[] {
  if (delivery.length === 0) return [];
  const wrong = delivery.filter((outcome) => outcome.wrong !== undefined);
  const right = (kind: string): string =>
    count(delivery.filter((outcome) => outcome.kind === kind && outcome.wrong === undefined).length);
  const steps = delivery.reduce((sum, outcome) => sum + outcome.steps, 0);
  return [
    `${mark(wrong.length === 0)} designs of the matrix: ${right('lost')} runs lose their event on KVM as in the model, ${right('saved')} that another GIC loses are saved, ${right('safe')} schedules of SAFE ones lose nothing (${count(steps)} steps, compared after each)`,
    ...wrong.flatMap(({ names, wrong: what = '' }) => [
      `  ${names.join(', ')}: ${pc.red(what)}`,
      ...toSee(names[0] ?? ''),
    ]),
  ];
}

/** What KVM did in the scenarios of the kernel's own tests. */
function scenarioLines(scenarios: Found['scenarios'], toSee: ToSee): readonly string[] {
  if (scenarios.length === 0) return [];
  const of = (kind: string): Found['scenarios'] => scenarios.filter((outcome) => outcome.kind === kind);
  const quirks = [...new Set(of('known').map(({ quirk }) => quirk))];
  const known = quirks.map(
    (quirk) => `${of('known').filter((outcome) => outcome.quirk === quirk).length} not, by ${quirk}`,
  );
  return [
    `${mark(of('differs').length === 0)} ${[`${of('agrees').length} of ${scenarios.length} scenarios agree`, ...known].join('; ')}`,
    ...of('differs').flatMap(({ id, broken, difference }) => [
      `  ${id}: ${pc.red(broken ?? 'not what the model says')}`,
      ...(difference === undefined ? [] : [differenceReport(difference)]),
      ...toSee(id),
    ]),
  ];
}

/** Neither is wrong on a version that is not listed, and both are worth a look. */
function newsLine({ id, kind }: DocumentedOutcome, { version }: Whose): string {
  if (kind === 'gone') return `  ${id}: ${pc.yellow('gone')} here; this ${version} is not listed for it`;
  return `  ${id}: ${pc.yellow('shows')} here too, on a ${version} that is not listed for it`;
}

function wrongLine({ id, kind, difference }: DocumentedOutcome, { name, version }: Whose): string {
  if (kind === 'gone') return `  ${id}: ${pc.red('no longer shows')} on a ${version} that is listed for it`;
  return `  ${id}: ${pc.red(`${name} does neither this nor what one would expect`)}\n${difference === undefined ? '' : differenceReport(difference, name)}`;
}

function summary(all: number, wrong: number, what: string): readonly string[] {
  if (all === 0) return [];
  return [`${mark(wrong === 0)} ${all - wrong} of ${all} ${what}`];
}

const mark = (isRight: boolean): string => (isRight ? pc.green('✓') : pc.red('✗'));
