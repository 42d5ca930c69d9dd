import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { findProgram } from '../kvm-backend/host/command.js';
import { kvmFindings } from '../kvm-backend/index.js';
import { pc } from './colour.js';
import { exitCodes } from './exit-codes.js';

/** One thing that some verb needs. */
interface Finding {
  readonly what: string;
  readonly present: boolean;
  readonly detail: string;
  /** Whether `check` and the tests need it; the rest is for one further verb each. */
  readonly required: boolean;
}

/** `irqline doctor`: what this machine has, and what the verbs need. */
export function doctorCommand(): CommandUnknownOpts {
  return new Command('doctor')
    .description('say what this machine has of what the verbs need, and how to get the rest')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', '\nExamples:\n  irqline doctor\n  irqline doctor --json')
    .action(async ({ json }) => {
      const findings = await examine();
      console.log(json === true ? JSON.stringify({ findings }, null, 2) : findings.map(line).join('\n'));
      const lacking = findings.some(({ required, present }) => required && !present);
      process.exitCode = lacking ? exitCodes.environment : exitCodes.pass;
    });
}

async function examine(): Promise<readonly Finding[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return [
    {
      what: 'Node.js 20.19 or newer',
      present: major > 20 || (major === 20 && minor >= 19),
      detail: `this is ${process.versions.node}`,
      required: true,
    },
    ...(await kvmFindings()).map((finding) => ({ ...finding, required: false })),
    program('spin', 'a second opinion on the specification (Debian: apt install spin)'),
    program('gcc', 'compiles what Spin generates (Debian: apt install gcc)'),
    program('chromium', 'tests the page of the matrix (Debian: apt install chromium)'),
  ];
}

function program(name: string, purpose: string): Finding {
  const found = findProgram(name);
  return { what: name, present: found !== undefined, detail: found ?? purpose, required: false };
}

function line({ what, present, detail, required }: Finding): string {
  const mark = present ? pc.green('✓') : required ? pc.red('✗') : pc.yellow('-');
  return `${mark} ${what}: ${detail}`;
}
