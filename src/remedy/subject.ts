/** How the things that a failure is about are named in a sentence, known or not. */

import { type Failure, formatPosition } from '../failure.ts';

export function mirrorOf({ mirror }: Failure): string {
  return mirror ?? 'the mirror';
}

export function moduleOf({ module }: Failure): string {
  return module ?? 'the module';
}

/** The path of a module without its version. */
export function modulePathOf({ module }: Failure): string {
  return module?.replace(/@.*$/, '') ?? 'MODULE';
}

/** Whom packets have to reach: after a redirect that is not the mirror's own host. */
export function hostOf(failure: Failure): string {
  const { host, mirror } = failure;
  if (host !== undefined) return host;
  return mirror === undefined || mirror.startsWith('file:')
    ? "the mirror's host"
    : mirror.replace(/\/.*$/, '');
}

/** Where the source of a module is asked for first: the host in its path. */
export function sourceHostOf(failure: Failure): string {
  const [first = ''] = modulePathOf(failure).split('/', 1);
  return first.includes('.') ? first : 'the host of its repository';
}

export function placeOf({ position }: Failure, otherwise: string): string {
  return position ? formatPosition(position) : otherwise;
}

/** Where to run a command for the file in which the failure sits: " in services/api", nothing for the root. */
export function inDirectoryOf({ position }: Failure): string {
  const directory = position?.file.replaceAll('\\', '/').split('/').slice(0, -1).join('/');
  return directory ? ` in ${directory}` : '';
}
