/**
 * From the text a user wrote to settings the run can rely on. Nothing starts before every input has been read:
 * all problems are reported together, each with what would have been accepted.
 */

import { findSuffixProblem } from '../cache/key.ts';
import { type KnownHosts, type Parsed, parseKnownHosts, parseSshKey } from '../git/ssh-input.ts';
import { type GitToken, parseGitTokens } from '../git/token-input.ts';
import { parseByteSize } from '../module/byte-size.ts';
import { parseDuration } from '../module/duration.ts';
import type { Fallback } from '../module/mirror-list.ts';
import type { MirrorToken } from '../module/mirror-token.ts';
import { findPatternProblems } from '../module/pattern.ts';
import { type Authorities, noAuthorities } from '../network/authorities.ts';
import { parseDnsServers } from '../network/dns-servers.ts';
import { mostInFlight } from '../resilience/concurrency.ts';
import { type Limits, limitsFor, type Profile, profiles } from '../resilience/profiles.ts';
import { type GoInputs, readGoInputs } from './go-inputs.ts';
import type { RawInputs } from './input-sources.ts';
import type { InputName } from './input-table.ts';
import { readMirrorInputs } from './mirror-inputs.ts';
import { mayHoldSecret, quote } from './quoted-value.ts';

export interface Settings extends GoInputs {
  /** As written; may hold credentials. Undefined: the job's own GOPROXY. */
  readonly mirrorsText: string | undefined;
  /** Secrets. */
  readonly mirrorTokens: readonly MirrorToken[];
  /** Undefined: not given, so a GOPROXY that someone set keeps its separators. */
  readonly fallback: Fallback | undefined;
  /** In GOPRIVATE's form, joined by commas. Undefined: GOPRIVATE decides. */
  readonly privatePatterns: string | undefined;
  /** Secrets: only their hosts may be told. */
  readonly gitTokens: readonly GitToken[];
  /** A secret, as a file has it. */
  readonly sshKey?: string;
  readonly sshKnownHosts?: KnownHosts;
  readonly limits: Limits;
  readonly profile: Profile;
  /** Most requests for modules in flight. */
  readonly concurrency: number;
  /** As written, globs not yet expanded. Empty: look for the projects. */
  readonly workingDirectories: readonly string[];
  readonly cache: 'auto' | 'github' | 'local' | 'off';
  readonly cacheDirectory?: string;
  readonly cacheSuffix: string;
  /** Of the local cache. Undefined: it may grow for ever. */
  readonly cacheMaxBytes: number | undefined;
  readonly offline: 'auto' | 'always' | 'never';
  readonly relay: 'step' | 'off';
  readonly diagnose: 'always' | 'on-failure' | 'never';
  /** Name servers for the relay and the diagnosis, as `node:dns` takes them. Empty: the system's resolver. */
  readonly dnsServers: readonly string[];
  /** Certificate authorities to trust beside those of the system; PEM. */
  readonly caCertificates: readonly string[];
}

export type ParsedInputs =
  | { readonly settings: Settings }
  /** One sentence each, without a final stop and without secrets. */
  | { readonly problems: readonly string[] };

/** A timer set for longer than 2^31-1 ms fires at once; no job runs for longer than this anyway. */
const longestDurationMs = 24 * 60 * 60 * 1_000;

/**
 * About three times what nine large projects need together (1.7 GB), and 200 updates of dependencies at 24 MB each.
 */
export const defaultCacheMaxSize = '5GB';

/** `auto` stands for the most: what is too much for a mirror shows, and it gets less. */
const concurrencyForms = `auto or a whole number from 1 to ${mostInFlight}`;

/** More tries than this do not make a network better, they hide that it is down. */
const mostRetries = 100;

/**
 * Reads every input. Empty and blank ones count as not given, as in a workflow.
 * @param authorities of the input `ca-certificates`, whose files have been read.
 */
export function parseInputs(
  raw: RawInputs,
  authorities: Authorities = noAuthorities,
): ParsedInputs {
  const problems: string[] = [];
  const given = (name: InputName): string | undefined => raw[name]?.trim() || undefined;

  const oneOf = <Value extends string>(
    name: InputName,
    accepted: readonly Value[],
  ): Value | undefined => {
    const text = given(name);
    if (text === undefined) return undefined;
    const value = accepted.find((candidate) => candidate === text);
    if (value === undefined)
      problems.push(`${name}: ${quote(text)} is not one of ${accepted.join(', ')}`);
    return value;
  };

  const duration = (name: InputName): number | undefined => {
    const text = given(name);
    if (text === undefined) return undefined;
    const ms = parseDuration(text);
    if (ms !== undefined && ms <= longestDurationMs) return ms;
    problems.push(
      `${name}: ${quote(text)} is not a duration above zero and up to 24h, such as 250ms, 15s or 1m30s`,
    );
    return undefined;
  };

  const mirrorsText = given('mirrors');
  const fallback = oneOf('fallback', ['any-error', 'not-found']);
  const relay = oneOf('relay', ['step', 'off']) ?? 'step';
  const mirrorInputs = readMirrorInputs({
    mirrors: mirrorsText,
    tokens: given('mirror-token'),
    fallback: fallback ?? 'any-error',
    relay,
  });
  problems.push(...mirrorInputs.problems);

  const patterns = splitList(given('private'), /[\n,]/);
  const privatePatterns = patterns.join(',') || undefined;
  for (const [index, pattern] of patterns.entries()) {
    if (mayHoldSecret(pattern)) {
      problems.push(
        `private: pattern ${index + 1} is an address, not a module path such as example.com/team/*`,
      );
    } else {
      problems.push(...findPatternProblems(pattern).map((problem) => `private: ${problem}`));
    }
  }

  const git = parseGitTokens(given('git-token') ?? '');
  problems.push(...git.problems.map((problem) => `git-token: ${problem}`));
  const parsed = <Value>(name: InputName, parse: (text: string) => Parsed<Value>) => {
    const text = given(name);
    const read = text === undefined ? undefined : parse(text);
    if (read === undefined || 'value' in read) return read?.value;
    problems.push(...read.problems.map((problem) => `${name}: ${problem}`));
    return undefined;
  };
  const sshKey = parsed('ssh-key', parseSshKey);
  const sshKnownHosts = parsed('ssh-known-hosts', parseKnownHosts);

  const profile = oneOf('profile', profiles) ?? 'public';
  const retries = given('retries');
  const retryCount = retries === undefined ? undefined : parseCount(retries, 0, mostRetries);
  if (retries !== undefined && retryCount === undefined) {
    problems.push(`retries: ${quote(retries)} is not a whole number from 0 to ${mostRetries}`);
  }
  const limits = limitsFor(profile, {
    deadlineMs: duration('timeout'),
    connectMs: duration('connect-timeout'),
    stallMs: duration('stall-timeout'),
    retries: retryCount,
  });

  const concurrencyText = given('concurrency') ?? 'auto';
  const concurrency =
    concurrencyText === 'auto' ? mostInFlight : parseCount(concurrencyText, 1, mostInFlight);
  if (concurrency === undefined) {
    problems.push(`concurrency: ${quote(concurrencyText)} is not ${concurrencyForms}`);
  }

  const workingDirectories = splitList(given('working-directory'), /\n/);
  const goVersionFile = given('go-version-file');
  const goInputs = readGoInputs({
    version: given('go-version'),
    file: goVersionFile,
    sum: given('toolchain-sum'),
  });
  problems.push(...goInputs.problems);
  const cache = oneOf('cache', ['auto', 'github', 'local', 'off']) ?? 'auto';
  const cacheDirectory = given('cache-dir');
  const cacheSuffix = given('cache-suffix') ?? '';
  for (const [name, paths] of [
    ['working-directory', workingDirectories],
    ['go-version-file', goVersionFile === undefined ? [] : [goVersionFile]],
    ['cache-dir', cacheDirectory === undefined ? [] : [cacheDirectory]],
  ] as const) {
    for (const path of paths) {
      // No file system takes a control character that a user meant, and a NUL makes every call throw.
      if (/\p{Cc}/u.test(path)) {
        problems.push(`${name}: ${quote(path)} holds a control character; a path is accepted`);
      }
    }
  }
  const suffixProblem = findSuffixProblem(cacheSuffix);
  if (suffixProblem !== undefined) {
    problems.push(`cache-suffix: ${quote(cacheSuffix)} ${suffixProblem}`);
  }
  const maxSize = given('cache-max-size') ?? defaultCacheMaxSize;
  const cacheMaxBytes = maxSize === 'none' ? undefined : parseByteSize(maxSize);
  if (maxSize !== 'none' && cacheMaxBytes === undefined) {
    problems.push(
      `cache-max-size: ${quote(maxSize)} is neither none nor a size above zero, such as 500MB, 2GB, 1.5GiB or a number of bytes`,
    );
  }
  const offline = oneOf('offline', ['auto', 'always', 'never']) ?? 'auto';
  const diagnose = oneOf('diagnose', ['always', 'on-failure', 'never']) ?? 'on-failure';
  const dns = parseDnsServers(given('dns') ?? '');
  problems.push(...dns.problems.map((problem) => `dns: ${problem}`));
  problems.push(...authorities.problems.map((problem) => `ca-certificates: ${problem}`));

  if (problems.length > 0 || concurrency === undefined) return { problems };
  return {
    settings: {
      mirrorsText,
      mirrorTokens: mirrorInputs.tokens,
      fallback,
      privatePatterns,
      gitTokens: git.tokens,
      ...(sshKey !== undefined && { sshKey }),
      ...(sshKnownHosts && { sshKnownHosts }),
      limits,
      profile,
      concurrency,
      workingDirectories,
      ...goInputs.settings,
      cache,
      ...(cacheDirectory !== undefined && { cacheDirectory }),
      cacheSuffix,
      cacheMaxBytes,
      offline,
      relay,
      diagnose,
      dnsServers: dns.servers,
      caCertificates: authorities.certificates,
    },
  };
}

function parseCount(text: string, least: number, most: number): number | undefined {
  const count = Number(text);
  return /^\d{1,3}$/.test(text) && count >= least && count <= most ? count : undefined;
}

function splitList(text: string | undefined, separator: RegExp): string[] {
  return (text ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
