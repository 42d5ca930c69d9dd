import { IrqlineError } from '../../spec/index.js';

/** What `irqline matrix` was asked for, as its options have it. */
export interface MatrixAsked {
  readonly threads: number;
  readonly profile?: string | undefined;
  readonly lifecycle?: string | undefined;
  readonly lifecycles?: true | undefined;
  readonly safeAndNamed?: true | undefined;
  readonly json?: true | undefined;
  readonly replay?: true | undefined;
  readonly dot?: true | undefined;
  readonly svg?: string | undefined;
  readonly html?: string | undefined;
}

/** For people, for machines, or on the real code beside the model. */
export type Telling = 'text' | 'json' | 'replay';

/** What is shown. */
export type MatrixMode =
  | { readonly kind: 'profile'; readonly profile: string; readonly as: Telling }
  /** The state graph of a profile, in a file or in the DOT language. */
  | { readonly kind: 'graph'; readonly profile: string; readonly svg: string | undefined }
  | {
      readonly kind: 'lifecycle';
      readonly lifecycle: string;
      readonly profile: string | undefined;
      readonly as: Telling;
    }
  | { readonly kind: 'lifecycles'; readonly as: Telling }
  | { readonly kind: 'profiles'; readonly which: 'all' | 'safeAndNamed'; readonly as: 'text' | 'json' }
  | { readonly kind: 'page'; readonly html: string };

/** What cannot be shown together, or not in this way; said on one side. */
export const conflictsOf = {
  lifecycle: ['lifecycles', 'safeAndNamed'],
  lifecycles: ['profile', 'safeAndNamed'],
  safeAndNamed: ['profile'],
  json: ['replay', 'dot', 'svg', 'html'],
  replay: ['dot', 'svg', 'html', 'safeAndNamed'],
  dot: ['svg', 'html', 'lifecycle', 'lifecycles', 'safeAndNamed'],
  svg: ['html', 'lifecycle', 'lifecycles', 'safeAndNamed'],
  html: ['lifecycle', 'lifecycles', 'safeAndNamed'],
} as const satisfies Partial<Record<keyof MatrixAsked, readonly (keyof MatrixAsked)[]>>;

/** @throws IrqlineError OPTION_NEEDS_PROFILE, OPTION_SHOWS_ALL */
export function modeOf(asked: MatrixAsked): MatrixMode {
  const { profile, lifecycle, svg, html } = asked;
  const as = asked.json === true ? 'json' : asked.replay === true ? 'replay' : 'text';
  if (profile !== undefined && html !== undefined) throw new IrqlineError('OPTION_SHOWS_ALL', '--html');
  if (lifecycle !== undefined) return { kind: 'lifecycle', lifecycle, profile, as };
  if (asked.lifecycles === true) return { kind: 'lifecycles', as };
  if (profile !== undefined) {
    return svg !== undefined || asked.dot === true ? { kind: 'graph', profile, svg } : { kind: 'profile', profile, as };
  }
  const ofOne = (['dot', 'svg', 'replay'] as const).find((option) => asked[option] !== undefined);
  if (ofOne !== undefined) throw new IrqlineError('OPTION_NEEDS_PROFILE', `--${ofOne}`);
  if (html !== undefined) return { kind: 'page', html };
  const which = asked.safeAndNamed === true ? 'safeAndNamed' : 'all';
  return { kind: 'profiles', which, as: asked.json === true ? 'json' : 'text' };
}
