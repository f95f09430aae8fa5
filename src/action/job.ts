import { isAbsolute, join, relative } from 'node:path';
import type { Effects } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import { type GoEnvironment, readGoEnvironment } from '../go/command.ts';
import { indexSums, type SumIndex } from '../module/gosum.ts';
import {
  type Fallback,
  type MirrorEntry,
  type MirrorList,
  type Parsed,
  parseGoproxy,
  parseMirrorsInput,
} from '../module/mirror-list.ts';
import { giveTokens } from '../module/mirror-token.ts';
import { formatModule } from '../module/path.ts';
import { matchesPattern } from '../module/pattern.ts';
import { findProgram } from '../process/program.ts';
import { findProjects } from '../project/find.ts';
import { type Project, sumFilesOf } from '../project/project.ts';
import { type Direct, directOf } from './direct.ts';
import type { Settings } from './inputs.ts';
import { joinPatterns, privateVariables } from './private.ts';
import { countOf } from './wording.ts';

/** What the run has to do, read once: the `go` it has, the projects, their sums, the mirrors. */
export interface Job {
  readonly root: string;
  readonly go: GoEnvironment;
  /** `cache/download` of the module cache: a module proxy's layout. */
  readonly downloadDirectory: string;
  readonly projects: readonly Project[];
  readonly sums: SumIndex;
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
 * Reads everything the run depends on, before any network is touched.
 * @throws FailureError `go-missing`, `input`, `module-file`.
 */
export async function readJob(
  settings: Settings,
  effects: Effects,
  root: string,
  signal: AbortSignal,
): Promise<Job> {
  const command = await findProgram('go', effects.env, effects.platform);
  const go = await readGoEnvironment(command, effects.env, signal, effects.clock);
  const projects = await findProjects({
    root,
    workingDirectories: settings.workingDirectories,
    gowork: go.gowork,
    goflags: go.goflags,
  });
  if (projects.some(({ kind }) => kind !== 'vendored')) refuseModuleCache(go.gomodcache);
  const sums = indexSums(projects.flatMap(sumFilesOf).flatMap(({ lines }) => lines));
  const conflict = conflictFailure(sums);
  if (conflict) throw new FailureError(conflict);

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
    root,
    go,
    downloadDirectory: join(go.gomodcache, 'cache', 'download'),
    projects,
    sums,
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

/** Every `go` command would say so, but only after the cache was restored to nowhere and the mirrors were asked. */
function refuseModuleCache(gomodcache: string): void {
  if (isAbsolute(gomodcache)) return;
  const detail =
    gomodcache === ''
      ? 'there is no module cache: GOMODCACHE, GOPATH and the home directory are all unset'
      : `GOMODCACHE is not an absolute path: ${gomodcache}`;
  throw new FailureError({ class: 'input', detail });
}

function readMirrors(settings: Settings, go: GoEnvironment): Parsed<MirrorList> {
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

function mayPassOutage(settings: Settings, go: GoEnvironment): boolean {
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

/** Two go.sum lines of the job that contradict each other: no bytes can satisfy both. */
function conflictFailure(sums: SumIndex): Failure | undefined {
  const [first, ...others] = sums.conflicts;
  const line = first?.[0];
  const other = first?.find(({ hash }) => hash !== line?.hash);
  if (line === undefined || other === undefined) return undefined;
  const more = others.length === 0 ? '' : ` (and ${others.length} more such modules)`;
  return {
    class: 'module-file',
    detail: `${formatModule(line.module)} has the hash ${line.hash} in ${line.file}:${line.line} and ${other.hash} in ${other.file}:${other.line}${more}`,
    module: formatModule(line.module),
    position: { file: other.file, line: other.line },
  };
}

/** For the log: what will be worked on, and with which mirrors. */
export function describeJob({ root, go, projects, mirrors }: Job): readonly string[] {
  const places = projects.map(
    ({ kind, directory }) => `${relative(root, directory) || '.'} (${kind})`,
  );
  const names = mirrors.groups
    .flat()
    .map(({ name, only }) => (only === undefined ? name : `${name} (only ${only})`));
  const list = [...names, ...(mirrors.ending === 'none' ? [] : [mirrors.ending])];
  return [
    `Go ${go.version}; ${countOf(projects.length, 'project')}: ${places.join(', ')}`,
    `Mirrors: ${list.join(', ')}`,
  ];
}
