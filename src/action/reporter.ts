/** Where a run's words go: GitHub's log, annotations and files, or a terminal. Everything is redacted on its way. */

import type { Environment, Log } from '../effects.ts';
import type { Redactor } from '../redact.ts';
import type { Annotation } from './annotations.ts';
import type { Document } from './document.ts';
import type { ProgressStyle } from './progress.ts';

/** No method throws: a log that cannot be written is no reason to fail a download. */
export interface Reporter extends Log {
  annotate(annotation: Annotation): void;
  setOutput(name: string, value: string): void;
  /** For the later steps of a job; a terminal has none. */
  exportVariable(name: string, value: string): void;
  /** Puts a directory first in the PATH of the later steps of a job. */
  addPath(directory: string): void;
  /**
   * For the post step of a job, which finds it as STATE_<name> in its environment.
   * @returns false where no post step will.
   */
  saveState(name: string, value: string): boolean;
  /** Registers a secret with the redactor and, where there is one, with the runner. */
  addMask(secret: string): void;
  writeSummary(summary: Document): Promise<void>;
  /** How far a download is; on a terminal each call replaces the line before. */
  showProgress(line: string): void;
  readonly progressStyle: ProgressStyle;
}

/** The two streams of a process, as far as a reporter needs them. */
export interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: {
    write(text: string): unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
  };
}

/** GitHub's reporter inside a job, the terminal's anywhere else. The toolkit is loaded in the first case only. */
export async function createReporter(
  env: Environment,
  redactor: Redactor,
  streams: Streams,
): Promise<Reporter> {
  if (env['GITHUB_ACTIONS'] === 'true') {
    const { createGitHubReporter } = await import('./github-reporter.ts');
    return createGitHubReporter(env, redactor);
  }
  const { createTerminalReporter } = await import('./terminal-reporter.ts');
  return createTerminalReporter(env, redactor, streams);
}
