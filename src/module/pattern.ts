/**
 * Private patterns: GOPRIVATE, GONOPROXY, GONOSUMDB and our `private` input. A comma-separated list of globs, each held
 * against as many leading elements of a module path as it has itself (x/mod/module, MatchPrefixPatterns).
 */
import { matchesGlob, parseGlob } from './glob.ts';

/** Whether one of the patterns covers the module path. Malformed patterns cover nothing, as with go. */
export function matchesPattern(patterns: string, modulePath: string): boolean {
  return splitPatterns(patterns).some((pattern) => {
    const glob = parseGlob(pattern);
    const prefix = takeElements(modulePath, pattern.split('/').length);
    return glob !== undefined && prefix !== undefined && matchesGlob(glob, prefix);
  });
}

/**
 * What is wrong with a list of patterns, every pattern of it. go says nothing about a pattern that can match no module, and
 * the modules it was meant to keep private are then asked for in public.
 */
export function findPatternProblems(patterns: string): readonly string[] {
  return splitPatterns(patterns).flatMap((pattern) => {
    const problem = findProblem(pattern);
    return problem === undefined ? [] : [`pattern ${JSON.stringify(pattern)}: ${problem}`];
  });
}

function findProblem(pattern: string): string | undefined {
  if (/\s/.test(pattern)) return 'white space matches no module path: separate patterns by commas';
  if (pattern.includes('://')) return 'a pattern is a module path without https://';
  if (pattern.startsWith('/')) return 'a leading slash matches no module path';
  return parseGlob(pattern) === undefined ? 'malformed: a [ or \\ is not complete' : undefined;
}

/** go trims one trailing slash and no white space. */
function splitPatterns(patterns: string): readonly string[] {
  return patterns
    .split(',')
    .map((pattern) => pattern.replace(/\/$/, ''))
    .filter((pattern) => pattern !== '');
}

/** The first `count` elements of a path, or undefined if it has fewer. */
function takeElements(path: string, count: number): string | undefined {
  const elements = path.split('/');
  return elements.length < count ? undefined : elements.slice(0, count).join('/');
}
