import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One command of the transcript and what it has to lead to. */
export interface TranscriptCase {
  readonly line: number;
  readonly command: string;
  /** Whether Ctrl-C is pressed as soon as the command shows progress. */
  readonly interrupted: boolean;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exitCode: number;
}

/** A section of the transcript: its commands run in order, in a directory of their own with these files in it. */
export interface TranscriptSection {
  readonly title: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly cases: readonly TranscriptCase[];
}

/** What is asked of a warm `irqline`. */
export interface Asked {
  readonly args: readonly string[];
  readonly directory: string;
  /** Besides what stands there already; of no use for what is read when the program is loaded, such as NO_COLOR. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a command led to. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

const main = fileURLToPath(new URL('main.js', import.meta.url));

/** Reads the Markdown of a transcript; its own first section says how it is written. */
export function parseTranscript(markdown: string): readonly TranscriptSection[] {
  const lines = markdown.split('\n');
  const sections: { title: string; files: { name: string; text: string }[]; cases: TranscriptCase[] }[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const title = /^## (.*)/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, files: [], cases: [] });
    const fence = /^```(?:console|text (\S+))$/.exec(line);
    if (fence === null) continue;
    const end = lines.indexOf('```', index + 1);
    const body = lines.slice(index + 1, end);
    const section = sections.at(-1);
    if (section === undefined || end < 0) throw new Error(`line ${index + 1}: a block that is open, or in no section`);
    if (fence[1] === undefined) section.cases.push(...parseConsole(body, index + 2));
    else section.files.push({ name: fence[1], text: body.join('\n') });
    index = end;
  }
  return sections;
}

function parseConsole(body: readonly string[], firstLine: number): readonly TranscriptCase[] {
  const starts = body.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  return starts.map((start, nth) => {
    const [command = '', ...rest] = body.slice(start, starts[nth + 1] ?? body.length);
    const exit = /^\[exit (\d+)\]$/.exec(rest.at(-1) ?? '')?.[1];
    if (exit === undefined) throw new Error(`line ${firstLine + start}: a command ends with [exit n]`);
    const output = rest.slice(0, -1).filter((line) => line !== '^C');
    return {
      line: firstLine + start,
      command: command.slice(2),
      interrupted: rest.includes('^C'),
      stdout: output.filter((line) => !line.startsWith('2> ')),
      stderr: output.filter((line) => line.startsWith('2> ')).map((line) => line.slice(3)),
      exitCode: Number(exit),
    };
  });
}

/** Whether text is what was wanted: `…` stands for anything within a line, and on a line of its own for any lines. */
export function matches(wanted: readonly string[], text: string): boolean {
  const parts = wanted.map((line) =>
    line === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escapeForRegExp).join('.*')}\\n`,
  );
  return new RegExp(`^${parts.join('')}$`).test(text === '' || text.endsWith('\n') ? text : `${text}\n`);
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * Runs `irqline` with these arguments, without what around the tests decides on colour and width.
 * @param onProgress - called once, when something appears on stderr; gets what ends the command as Ctrl-C does
 */
export async function runIrqline(
  args: readonly string[],
  options: {
    readonly directory?: string;
    readonly environment?: NodeJS.ProcessEnv;
    readonly onProgress?: (interrupt: () => void) => void;
    /** Asked again and again; Ctrl-C is pressed once it says so. */
    readonly interruptWhen?: () => boolean;
  } = {},
): Promise<Ran> {
  const { NO_COLOR: _, FORCE_COLOR: __, COLUMNS: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.directory,
    env: { ...inherited, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A command that hangs is a failure, not a wait.
    timeout: 90_000,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.stderr.once('data', () => options.onProgress?.(() => child.kill('SIGINT')));
  const { interruptWhen } = options;
  const timer = setInterval(() => {
    if (interruptWhen?.() !== true) return;
    clearInterval(timer);
    child.kill('SIGINT');
  }, 50);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearInterval(timer);
      resolve({ ...output, exitCode });
    });
  });
}
