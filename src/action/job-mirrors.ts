import { FailureError } from '../failure.ts';
import type { GoSettings } from '../go/settings.ts';
import {
  type Fallback,
  type MirrorEntry,
  type MirrorList,
  type Parsed,
  parseGoproxy,
  parseMirrorsInput,
} from '../module/mirror-list.ts';
import { giveTokens } from '../module/mirror-token.ts';
import { matchesPattern } from '../module/pattern.ts';
import { type Direct, directOf } from './direct.ts';
import type { Settings } from './inputs.ts';
import { joinPatterns, privateVariables } from './private.ts';

/** Where the modules of a job may come from, and which of them only from where. */
export interface JobMirrors {
  readonly mirrors: MirrorList;
  /** The list of the input `mirrors`; undefined without it. */
  readonly mirrorsInput: MirrorList | undefined;
  readonly shippedMirrors: readonly MirrorEntry[];
  /** How the exported GOPROXY moves on from one mirror to the next. */
  readonly fallback: Fallback;
  /** Whether `direct` may be asked for what all mirrors failed to deliver because of an outage. */
  readonly mayGoDirectAfterOutage: boolean;
  /** What the input `private` says to every `go` of this job; empty without it. */
  readonly privateVariables: Readonly<Record<string, string>>;
  /** The same for a `go` that asks the mirrors itself: where the relay stands aside, and in later steps. */
  readonly privateVariablesWithoutRelay: Readonly<Record<string, string>>;
  readonly isPrivate: (modulePath: string) => boolean;
  /** What `go` may fetch by itself, past the relay. */
  readonly direct: Direct;
}

/**
 * From the inputs and Go's settings; no file is read and nobody asked.
 * @throws FailureError `input`.
 */
export function readJobMirrors(settings: Settings, go: GoSettings): JobMirrors {
  const hidden = joinPatterns(settings.privatePatterns, go.goprivate, go.gonoproxy) ?? '';
  const shipped = parseGoproxy(go.shippedGoproxy, 'any-error', go.shippedGoproxy).value;
  const list = accept(
    readMirrors(settings, go),
    settings.mirrorsText === undefined ? 'GOPROXY' : 'mirrors',
  );
  const mirrors = acceptTokens(giveTokens(list, settings.mirrorTokens));
  const { withRelay, withoutRelay, noproxy } = privateVariables(
    settings.privatePatterns,
    go,
    mirrors.groups.flat(),
  );
  return {
    mirrors,
    mirrorsInput: settings.mirrorsText === undefined ? undefined : mirrors,
    shippedMirrors: shipped.groups.flat(),
    fallback: settings.fallback ?? 'any-error',
    mayGoDirectAfterOutage: mirrors.ending === 'direct' && mayPassOutage(settings, go),
    privateVariables: withRelay,
    privateVariablesWithoutRelay: withoutRelay,
    isPrivate: (path) => matchesPattern(hidden, path),
    direct: directOf(mirrors, noproxy),
  };
}

function readMirrors(settings: Settings, go: GoSettings): Parsed<MirrorList> {
  if (settings.mirrorsText !== undefined) {
    return parseMirrorsInput(
      settings.mirrorsText,
      go.shippedGoproxy,
      settings.fallback ?? 'any-error',
    );
  }
  // A GOPROXY that someone set says by its separators what may be bypassed; Go's own default is nobody's rule.
  return parseGoproxy(
    go.goproxy,
    settings.fallback ?? (go.isGoproxySet ? 'as-written' : 'any-error'),
    go.shippedGoproxy,
  );
}

function mayPassOutage(settings: Settings, go: GoSettings): boolean {
  if (settings.fallback !== undefined) return settings.fallback === 'any-error';
  if (settings.mirrorsText !== undefined || !go.isGoproxySet) return true;
  return /\|\s*direct\b/.test(go.goproxy);
}

function accept(parsed: Parsed<MirrorList>, source: 'GOPROXY' | 'mirrors'): MirrorList {
  if (parsed.problems.length === 0) return parsed.value;
  const detail = parsed.problems.map((problem) => `${source}: ${problem}`).join('\n');
  throw new FailureError({ class: 'input', detail });
}

function acceptTokens({ value, problems }: Parsed<MirrorList>): MirrorList {
  if (problems.length === 0) return value;
  const detail = problems.map((problem) => `mirror-token: ${problem}`).join('\n');
  throw new FailureError({ class: 'input', detail });
}
