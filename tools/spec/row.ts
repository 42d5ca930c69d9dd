/** One line of what `npm run spec` prints. */
export interface Row extends Finding {
  readonly part: string;
  readonly what: string;
  readonly milliseconds: number;
}

/** What a check comes to, before it is timed. */
export interface Finding {
  readonly verdict: 'pass' | 'fail' | 'skipped';
  /** What was found, in a few words; for a failure, all of it. */
  readonly found: string;
  /** Why it is so, for who wants to know: a sentence. */
  readonly because?: string;
  readonly states?: number;
  readonly edges?: number;
}

/** A check that can be made on its own. */
export interface Job {
  /** What it is about: `model`, say. */
  readonly part: string;
  /** Which of these it is; no two of a part are alike. */
  readonly what: string;
  readonly run: () => Finding | Promise<Finding>;
}

/** Makes a check and times it. An error is a failed check, so that the others are still made. */
export async function timed({ part, what, run }: Job): Promise<Row> {
  const start = performance.now();
  const finding = await Promise.resolve()
    .then(run)
    .catch((error: unknown): Finding => ({
      verdict: 'fail',
      found: error instanceof Error ? error.message : String(error),
    }));
  return { part, what, ...finding, milliseconds: Math.round(performance.now() - start) };
}
