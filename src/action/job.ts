import { isAbsolute, join, relative } from 'node:path';
import type { Effects } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import { type GoEnvironment, readGoEnvironment } from '../go/command.ts';
import { indexSums, type SumIndex } from '../module/gosum.ts';
import { formatModule } from '../module/path.ts';
import { findProgram } from '../process/program.ts';
import { findProjects } from '../project/find.ts';
import { type Project, sumFilesOf } from '../project/project.ts';
import type { Settings } from './inputs.ts';
import { type JobMirrors, readJobMirrors } from './job-mirrors.ts';
import { countOf } from './wording.ts';

/** What the run has to do, read once: the `go` it has, the projects, their sums, the mirrors. */
export interface Job extends JobMirrors {
  readonly root: string;
  readonly go: GoEnvironment;
  /** `cache/download` of the module cache: a module proxy's layout. */
  readonly downloadDirectory: string;
  readonly projects: readonly Project[];
  readonly sums: SumIndex;
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

  return {
    root,
    go,
    downloadDirectory: join(go.gomodcache, 'cache', 'download'),
    projects,
    sums,
    ...readJobMirrors(settings, go),
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
