import path, { type PlatformPath } from 'node:path';
import type { Failure } from '../failure.ts';
import type { ShadowJob } from '../project/shadow.ts';
import { findLine } from './blamed-line.ts';
import type { Job } from './job.ts';

/**
 * Puts a failure where a person has to look: `go` names our copies of go.mod and go.sum, by paths that begin where it ran, and
 * the relay knows no line at all. A module that nobody has, or whose bytes are wrong, points to the line that names it, in
 * the project that was being downloaded if that has one. Every position is absolute.
 */
export function placeFailure(
  failure: Failure,
  job: Pick<Job, 'projects' | 'sums'>,
  download: Pick<ShadowJob, 'directory' | 'files'>,
  rules: PlatformPath = path,
): Failure {
  const named = nameOriginals(failure, download, rules);
  if (named.position) return named;
  const own = job.projects.filter(({ directory }) => directory === download.directory);
  const position =
    findLine(named, own, job.sums, rules) ?? findLine(named, job.projects, job.sums, rules);
  return position ? { ...named, position } : named;
}

function nameOriginals(
  failure: Failure,
  { directory, files }: Pick<ShadowJob, 'directory' | 'files'>,
  rules: PlatformPath,
): Failure {
  let { detail } = failure;
  let file = failure.position && rules.resolve(directory, failure.position.file);
  for (const { shadow, original } of files) {
    // `go` prints whichever is shorter.
    for (const spelling of [shadow, rules.relative(directory, shadow)]) {
      detail = detail.replaceAll(spelling, original);
    }
    // Not `===`: Windows has two spellings of a drive.
    if (file !== undefined && rules.relative(file, shadow) === '') file = original;
  }
  return {
    ...failure,
    detail,
    ...(failure.position && file !== undefined && { position: { ...failure.position, file } }),
  };
}
