/** What a report of a fault of this action needs, put beside it: version, stack, where to send it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Environment } from '../effects.ts';
import type { Failure } from '../failure.ts';

const framesShown = 6;

export interface FaultFacts {
  readonly env: Environment;
  /** Of Node, with its `v`. */
  readonly nodeVersion: string;
  readonly platform: string;
  /** The file that runs; it names the version where no job does. */
  readonly program: string | undefined;
}

/** Any other failure as it is. */
export function describeFault(failure: Failure, facts: FaultFacts): Failure {
  if (failure.class !== 'internal') return failure;
  const repository = facts.env['GITHUB_ACTION_REPOSITORY'];
  const server = facts.env['GITHUB_SERVER_URL'] || 'https://github.com';
  const stack = stackOf(failure.cause);
  return {
    ...failure,
    version: `${versionOf(facts)}, Node ${facts.nodeVersion}, ${facts.platform}`,
    ...(stack !== undefined && { stack }),
    ...(repository && { reportAt: `${server}/${repository}/issues/new?template=bug.yml` }),
  };
}

function versionOf({ env, program }: FaultFacts): string {
  const repository = env['GITHUB_ACTION_REPOSITORY'];
  const ref = env['GITHUB_ACTION_REF'];
  if (repository && ref) return `${repository}@${ref}`;
  try {
    const hash = createHash('sha256').update(readFileSync(program ?? ''));
    return `bundle ${hash.digest('hex').slice(0, 12)}`;
  } catch {
    // Whoever ran it knows what; the fault itself must not be hidden by another one.
    return 'unknown version';
  }
}

/** Function, file, line and column of the innermost frames: no directory, and no message, which may hold anything. */
function stackOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || cause.stack === undefined) return undefined;
  const frames = cause.stack.split('\n').flatMap((line) => {
    const [, name, file = ''] = /^\s+at (?:(.+) \()?(.+?:\d+:\d+)\)?$/.exec(line) ?? [];
    if (file === '') return [];
    return [[name, basename(file.replaceAll('\\', '/'))].filter(Boolean).join(' ')];
  });
  return frames.length === 0 ? undefined : frames.slice(0, framesShown).join(' < ');
}
