/** The inputs that say which mirrors there are and what they are given, held against each other. */

import { limitingPatterns } from '../module/audience.ts';
import { type Fallback, parseMirrorsInput } from '../module/mirror-list.ts';
import { giveTokens, type MirrorToken, parseMirrorTokens } from '../module/mirror-token.ts';

export interface MirrorTexts {
  readonly mirrors: string | undefined;
  readonly tokens: string | undefined;
  readonly fallback: Fallback;
  readonly relay: 'step' | 'off';
}

/**
 * Stands for the proxies Go ships with while no `go` has been asked for them: here only the text is checked, and the
 * list is read again with the real ones.
 */
const shippedGoproxyPlaceholder = 'https://shipped.invalid,direct';

/** The tokens, and everything that is wrong; without `mirrors` the tokens are held against GOPROXY when that is known. */
export function readMirrorInputs({ mirrors, tokens, fallback, relay }: MirrorTexts): {
  readonly tokens: readonly MirrorToken[];
  readonly problems: readonly string[];
} {
  const given = parseMirrorTokens(tokens ?? '');
  const problems = given.problems.map((problem) => `mirror-token: ${problem}`);
  if (mirrors !== undefined) {
    const list = parseMirrorsInput(mirrors, shippedGoproxyPlaceholder, fallback);
    const { problems: unused } = giveTokens(list.value, given.value);
    problems.unshift(...list.problems.map((problem) => `mirrors: ${problem}`));
    if (list.problems.length === 0) {
      problems.push(...unused.map((problem) => `mirror-token: ${problem}`));
    }
    if (relay === 'off' && limitingPatterns(list.value.groups.flat()) !== undefined) {
      problems.push(
        'relay: off takes away what keeps the modules of only= in `mirrors` from the other mirrors; step is accepted',
      );
    }
  }
  if (relay === 'off' && given.value.length > 0) {
    problems.push(
      'relay: off leaves nobody to send the mirror-token, which go cannot; step is accepted',
    );
  }
  return { tokens: given.value, problems };
}
