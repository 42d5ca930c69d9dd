import type { GicAction, Target } from '../../../model/index.js';
import { expectSame, type StepJudge } from './steps.js';

/** An interrupt as people name it. */
export const nameOf = ({ pe, intId }: Target): string => (intId >= 32 ? `SPI ${intId}` : `PPI ${intId} of PE ${pe}`);

type Wrong = ReturnType<StepJudge>;

/** A violation unless an interrupt is so: `SPI 33 should be pending after the pulse, but is not`. */
export const shouldBe = (to: Target, what: string, when: string, expected: boolean, actual: boolean): Wrong =>
  expectSame(() => sentence(`${nameOf(to)} should ${negated(expected)}be ${what} ${when}`, actual), expected, actual);

/** A violation unless an interrupt is as it was: `SPI 33 should stay pending across the EOIR, but does not`. */
export const shouldStay = (to: Target, what: string, when: string, before: boolean, after: boolean): Wrong =>
  expectSame(
    () =>
      before
        ? `${nameOf(to)} should stay ${what} ${when}, but does not`
        : `${nameOf(to)} should not become ${what} ${when}, but does`,
    before,
    after,
  );

/** A violation unless something has a value: `AP1R0 of PE 0 should be 1 after the reset, but is 3`. */
export const shouldHave = (what: () => string, expected: unknown, actual: unknown, why = ''): Wrong =>
  expectSame(() => `${what()} should be ${text(expected)}${why}, but is ${text(actual)}`, expected, actual);

/** An action that ends an interrupt, in a word. */
export const endOf = ({ kind }: GicAction): string => (kind === 'deactivate' ? 'the DIR' : 'the EOIR');

const negated = (holds: boolean): string => (holds ? '' : 'not ');
const sentence = (wanted: string, is: boolean): string => `${wanted}, but is${is ? '' : ' not'}`;
/** Small numbers are INTIDs and flags, great ones are bits. */
const text = (value: unknown): string =>
  typeof value === 'number' && value >= 1024 ? `0x${value.toString(16)}` : String(value);
