/** The module cache, the cache between runs, and the disk they are on. */

import type { FailureOf, PermissionObstacle } from '../failure.ts';
import {
  command,
  host,
  input,
  type Part,
  party,
  type Remedy,
  type Step,
  step,
  variable,
} from './step.ts';
import { mirrorOf, placeOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

export type StorageFailure = FailureOf<
  'cache-corrupt' | 'cache-locked' | 'cache-service' | 'disk-full' | 'permission'
>;

export function remedyForStorage(failure: StorageFailure, workplace: Workplace): Remedy {
  switch (failure.class) {
    case 'cache-corrupt':
      return [
        workplace === 'github-hosted'
          ? step`Change ${input('cache-suffix')} to start with an empty cache: this machine is new, so what is damaged was restored.`
          : step`On this machine remove the file that the message names, or run ${command('go clean -modcache')} as the user of this run; change ${input('cache-suffix')} too if it comes back.`,
        step`If the message names the checksum database, remove the directory ${'`pkg/sumdb`'} below GOPATH.`,
      ];
    case 'cache-locked':
      return [
        failure.pid !== undefined && failure.pid > 0
          ? step`End process ${String(failure.pid)} if it hangs (${command(`kill ${failure.pid}`)}), or wait for it.`
          : step`End the process that holds the lock, or wait for it.`,
        workplace === 'github-hosted'
          ? step`Here it was started by an earlier step of this job.`
          : step`Runs that share this machine do not meet if each has its own ${variable('GOMODCACHE')}.`,
      ];
    case 'cache-service':
      return failure.isArchiveDamaged === true
        ? [
            step`Delete the entry of this key (${command('gh cache delete KEY')}, or Actions, Caches), or change ${input('cache-suffix')}: a key cannot be written over, so every run would meet the same archive.`,
          ]
        : [
            step`Nothing is lost: what the cache did not give comes from the mirrors.`,
            otherCache(workplace),
          ];
    case 'disk-full':
      return [roomFor(failure, workplace), elsewhere];
    case 'permission':
      return remedyForPermission(failure, workplace);
  }
}

function otherCache(workplace: Workplace): Step {
  switch (workplace) {
    case 'github-hosted':
      return step`If it stays so, look at githubstatus.com, and use ${input('cache', 'off')} meanwhile.`;
    case 'self-hosted':
      return step`If it stays so, ask ${party('network')} to allow ${host('results-receiver.actions.githubusercontent.com')} and ${host('*.blob.core.windows.net')}, or use ${input('cache', 'local')}.`;
    case 'ghes':
      return step`If it stays so, ask ${party('site')} about the storage of GitHub Actions, or use ${input('cache', 'local')}.`;
    case 'terminal':
      return step`There is no cache service outside a job: use ${input('cache', 'local')}.`;
  }
}

const elsewhere: Step = step`Or point ${variable('GOMODCACHE')} and ${input('cache-dir')} to a file system with room.`;

function roomFor(failure: { readonly path?: string }, workplace: Workplace): Step {
  if (failure.path !== undefined && isOnWindows(failure.path)) {
    const drive = /^[A-Za-z]:/.exec(failure.path)?.[0];
    const place = drive === undefined ? `the file system of ${failure.path}` : `drive ${drive}`;
    return workplace === 'github-hosted'
      ? step`Free space on ${place} in a step before this one, or take a larger runner.`
      : step`Free space on ${place}; ${command('go clean -modcache')} empties the module cache.`;
  }
  const where = failure.path === undefined ? '' : ` ${quoted(failure.path)}`;
  const look = [command(`df -h${where}`), ' and ', command(`df -i${where}`)] as const;
  switch (workplace) {
    case 'github-hosted':
      return step`Free space or inodes in a step before this one, or take a larger runner; ${look[0]}${look[1]}${look[2]} show what is full.`;
    case 'self-hosted':
    case 'ghes':
      return step`Ask ${party('machine')} to free space or inodes (${look[0]}${look[1]}${look[2]} show what is full); ${command('go clean -modcache')} empties the module cache.`;
    case 'terminal':
      return step`Free space or inodes (${look[0]}${look[1]}${look[2]} show what is full); ${command('go clean -modcache')} empties the module cache.`;
  }
}

function remedyForPermission(failure: FailureOf<'permission'>, workplace: Workplace): Remedy {
  if (failure.isMirrorFile === true) {
    return [
      step`Make the files of ${mirrorOf(failure)} readable for the user of this run, or put another mirror into ${input('mirrors')}.`,
    ];
  }
  const obstacle: PermissionObstacle | undefined = failure.obstacle;
  switch (obstacle) {
    case 'read-only':
      return [
        step`The file system of ${failure.path ?? 'the path in the message'} is mounted read-only: point ${variable('GOMODCACHE')} and ${input('cache-dir')} to one that can be written.`,
        ...(workplace === 'github-hosted'
          ? []
          : [step`Or ask ${party('machine')} to mount it for writing.`]),
      ];
    case 'too-many-open-files':
      return [
        step`Lower ${input('concurrency')}, or raise the limit of open files, which ${command('ulimit -n')} shows, in the settings of this machine or container.`,
      ];
    case 'repository-owner': {
      const trust = command('git config --global --add safe.directory "$PWD"');
      return [
        workplace === 'terminal'
          ? step`The checkout belongs to another user: run ${trust} in it, or work as that user.`
          : step`The checkout belongs to another user: run ${trust} in a step before this one, or check out as the user of this run.`,
      ];
    }
    case undefined: {
      const path = failure.path ?? placeOf(failure, 'the path in the message');
      const change = ownershipOf(failure.path);
      const own = change
        ? step`Make ${path} writable for the user of this run: ${change}.`
        : step`Make ${path} readable and writable for the user of this run.`;
      if (failure.path !== undefined && isOnWindows(failure.path)) {
        return [
          own,
          step`On Windows a scanner or another program that has a file open is as usual a cause.`,
        ];
      }
      return workplace === 'terminal'
        ? [own]
        : [
            own,
            step`Files left by a container job or a ${command('sudo')} that ran as root are the usual cause.`,
          ];
    }
  }
}

/** By the path alone: whoever reads the remedy need not sit at the machine it is for. */
function isOnWindows(path: string): boolean {
  return /^(?:[A-Za-z]:|\\)\\/.test(path);
}

/** Not for a directory at the root, whose contents may be a whole system, and not for Windows. */
function ownershipOf(path: string | undefined): Part | undefined {
  if (path === undefined || !/^\/[^/]+\/[^/]/.test(path)) return undefined;
  return command(`sudo mkdir -p ${quoted(path)} && sudo chown -R "$(id -u)" ${quoted(path)}`);
}

/** For a shell, where it is needed. */
function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
