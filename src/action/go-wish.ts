/** Which Go a job asks for, before anyone was asked for it. */

import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { Refused, readSmallFile } from '../cache/safe-read.ts';
import type { Log } from '../effects.ts';
import { FailureError } from '../failure.ts';
import type { GoSettings } from '../go/settings.ts';
import { findProjects } from '../project/find.ts';
import { requestOfProjects } from '../toolchain/choose-project.ts';
import { type ReadVersionFile, readVersionFile } from '../toolchain/version-file.ts';
import type { GoRequest } from '../toolchain/version-spec.ts';
import type { GoChoice } from './go-choice.ts';
import { describeGoInputs } from './go-inputs.ts';
import type { Settings } from './inputs.ts';
import { insideWorkspace } from './relative-names.ts';

/** A go.mod with a thousand requirements has as much; what is longer was named by mistake. */
const longestFile = 64 * 1024;

export interface GoWish {
  readonly request: GoRequest;
  readonly askedBy: GoChoice['askedBy'];
}

/**
 * The input `go-version`, else the file of `go-version-file`, else what the projects need: for a machine without a `go`.
 * @throws FailureError `input` for a file that cannot be read, `toolchain` for one that names no Go that mirrors have, `go-missing` where nothing names
 *   one, and what finding the projects may throw.
 */
export async function readGoWish(
  settings: Settings,
  root: string,
  go: GoSettings,
  log: Pick<Log, 'info'>,
): Promise<GoWish> {
  const { goVersion, goVersionFile } = settings;
  if (goVersion !== undefined) {
    for (const line of describeGoInputs(settings)) log.info(line);
    return { request: goVersion, askedBy: 'go-version' };
  }
  if (goVersionFile !== undefined) {
    const read = await readFileOfInput(goVersionFile, root, go.gotoolchain);
    return {
      request: accept(read, `go-version-file: ${goVersionFile}`),
      askedBy: 'go-version-file',
    };
  }
  const projects = await findProjects({
    root,
    workingDirectories: settings.workingDirectories,
    gowork: go.gowork,
    goflags: go.goflags,
  });
  const read = requestOfProjects(projects);
  if (read === undefined) {
    const detail = 'there is no go command on PATH, and no go.mod says which Go the project needs';
    throw new FailureError({ class: 'go-missing', detail });
  }
  return { request: accept(read, 'go.mod'), askedBy: 'projects' };
}

async function readFileOfInput(
  name: string,
  root: string,
  gotoolchain: string,
): Promise<ReadVersionFile> {
  const file = path.resolve(root, name);
  return readVersionFile(file, await readTextOfInput(name, file, root), gotoolchain);
}

/**
 * Links are followed: a pipe or a device at the end of one would be waited for, or read, for ever. The checkout may hold a
 * link that a pull request planted, so a relative name stays inside; an absolute one is the choice of who wrote the workflow.
 */
async function readTextOfInput(name: string, file: string, root: string): Promise<string> {
  let why = 'there is no such file';
  let cause: unknown;
  try {
    const real = await realpath(file);
    const realRoot = await realpath(root);
    if (path.isAbsolute(name) || real === realRoot || insideWorkspace(real, realRoot, path)) {
      const bytes = readSmallFile(real, longestFile);
      if (bytes !== undefined) return bytes.toString('utf8');
    } else {
      why = 'it leads out of the checkout; a file elsewhere has to be named by its absolute path';
    }
  } catch (thrown) {
    cause = thrown;
    if (thrown instanceof Refused) {
      why = `it ${thrown.message}, and has to be a file of at most ${longestFile / 1024} KiB`;
    } else {
      const { code = 'unreadable' } = thrown as NodeJS.ErrnoException;
      if (code !== 'ENOENT') why = `it cannot be read (${code})`;
    }
  }
  throw new FailureError({ class: 'input', detail: `go-version-file: ${name}: ${why}`, cause });
}

function accept(read: ReadVersionFile, what: string): GoRequest {
  if ('value' in read) return read.value;
  const { problem, position } = read;
  throw new FailureError({
    class: 'toolchain',
    isFileFaulty: true,
    detail: `${what}: ${problem}`,
    ...(position && { position }),
  });
}
