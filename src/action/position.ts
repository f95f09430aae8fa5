import { relative } from 'node:path';
import type { Failure, Position } from '../failure.ts';
import { formatModule } from '../module/path.ts';
import { modulesOf } from '../project/project.ts';
import type { ShadowJob } from '../project/shadow.ts';
import type { Job } from './job.ts';

/**
 * Puts a failure where a person has to look: `go` names our copies of go.mod and go.sum, and the relay knows no line at
 * all. A module that nobody has, or whose bytes are wrong, points to the line that names it.
 */
export function placeFailure(failure: Failure, job: Job, download: ShadowJob): Failure {
  const named = nameOriginals(failure, download);
  if (named.position) return named;
  const position = findLine(named, job);
  return position ? { ...named, position } : named;
}

function nameOriginals(failure: Failure, { directory, files }: ShadowJob): Failure {
  let { detail, position } = failure;
  for (const { shadow, original } of files) {
    // `go` prints whichever is shorter.
    for (const spelling of [shadow, relative(directory, shadow)]) {
      detail = detail.replaceAll(spelling, original);
      if (position?.file === spelling) position = { ...position, file: original };
    }
  }
  return { ...failure, detail, ...(position && { position }) };
}

function findLine(failure: Failure, job: Job): Position | undefined {
  if (failure.class === 'toolchain') return findGoLine(failure.detail, job);
  const { module } = failure;
  if (module === undefined) return undefined;
  switch (failure.class) {
    case 'checksum-mismatch':
    case 'sumdb-mismatch': {
      const [path = '', version = ''] = module.split('@');
      const line =
        job.sums.find({ path, version }, 'zip')[0] ?? job.sums.find({ path, version }, 'mod')[0];
      return line && { file: line.file, line: line.line };
    }
    case 'http-not-found':
    case 'http-auth':
    case 'vcs-auth':
    case 'vcs-not-found':
      return findRequirement(module, job);
    default:
      return undefined;
  }
}

/** The `toolchain` or `go` line that asks for the Go version that `go` names. */
function findGoLine(detail: string, job: Job): Position | undefined {
  const version = /\bgo(?: >= )?(\d[\w.]*\w)/.exec(detail)?.[1];
  for (const { goMod, goModFile } of job.projects.flatMap(modulesOf)) {
    const named = goMod.toolchain?.name === `go${version}` ? goMod.toolchain : undefined;
    const asking = named ?? (goMod.go?.version === version ? goMod.go : undefined);
    if (asking) return { file: goModFile.path, line: asking.line };
  }
  return undefined;
}

function findRequirement(module: string, job: Job): Position | undefined {
  for (const { goMod, goModFile } of job.projects.flatMap(modulesOf)) {
    const found = goMod.requirements.find(
      (requirement) => formatModule(requirement.module) === module,
    );
    if (found) return { file: goModFile.path, line: found.line };
  }
  return undefined;
}
