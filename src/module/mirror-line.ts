/** One line of the input `mirrors`: the entries in it, and what is said of the one mirror in it. */

import { findPatternProblems } from './pattern.ts';

/** An entry with the place that a problem would name: the line, and where a line holds several, which of them. */
export interface LineEntry {
  readonly content: string;
  readonly place: string;
  /** In GOPRIVATE's form; undefined where the line limits nothing. */
  readonly only?: string;
  /** What is wrong with what stands behind the entry; none quotes what may be a secret. */
  readonly problems: readonly string[];
}

/** What a line with options looks like. */
export const optionForm = 'https://HOST/PATH only=PATTERN, one mirror in a line';

/** `key=value`; no URL has this form. */
const option = /^([A-Za-z][A-Za-z-]*)=(.*)$/s;

/** Every entry of the input; "#" begins a comment. */
export function splitMirrorsInput(text: string): readonly LineEntry[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    // "#" inside a URL is no comment: it belongs to a fragment, which is then a problem of its own.
    const content = line.replace(/(^|\s)#.*$/, '').trim();
    const place = `line ${index + 1}`;
    const words = content.split(/\s+/);
    return words.some((word) => option.test(word))
      ? [readLineWithOptions(words, place)]
      : splitEntries(content, place);
  });
}

function splitEntries(content: string, place: string): readonly LineEntry[] {
  const entries = content
    .split(/[,|]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.map((entry, position) => ({
    content: entry,
    place: entries.length === 1 ? place : `${place}, entry ${position + 1}`,
    problems: [],
  }));
}

function readLineWithOptions(words: readonly string[], place: string): LineEntry {
  const [first = '', ...rest] = words;
  const hasMirror = !option.test(first);
  const patterns: string[] = [];
  const problems = hasMirror ? [] : [`no mirror stands before its options; expected ${optionForm}`];
  if (hasMirror && /[,|]/.test(first)) {
    problems.push(`several mirrors in a line with options; expected ${optionForm}`);
  }
  for (const [index, word] of (hasMirror ? rest : words).entries()) {
    const [, key, value = ''] = option.exec(word) ?? [];
    // The word itself may be a piece of a password that holds white space.
    if (key !== 'only') {
      problems.push(`option ${index + 1} is not known; only= is, as in ${optionForm}`);
      continue;
    }
    const given = value.split(',').filter((pattern) => pattern !== '');
    if (given.length === 0) problems.push(`only= without a pattern; expected ${optionForm}`);
    for (const pattern of given) problems.push(...problemsOf(pattern));
    patterns.push(...given);
  }
  const isDirective = first === 'direct' || first === 'off';
  if (isDirective) problems.push(`only= limits a mirror, not \`${first}\`; expected ${optionForm}`);
  return {
    content: hasMirror ? first : '',
    place,
    ...(patterns.length > 0 && { only: [...new Set(patterns)].join(',') }),
    problems,
  };
}

function problemsOf(pattern: string): readonly string[] {
  if (/@|:\/\//.test(pattern)) {
    return ['only= holds an address, not a pattern of module paths such as example.com/team/*'];
  }
  return findPatternProblems(pattern).map((problem) => `only=, ${problem}`);
}
