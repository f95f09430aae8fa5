/** What keeps git from waiting for ever, for a `go` of ours. Pure. */
import type { Environment } from '../effects.ts';
import { sshCommand } from './ssh-settings.ts';

export interface GitPatience {
  readonly connectMs: number;
  /** Longest silence of a connection. */
  readonly stallMs: number;
}

/**
 * No question to anybody: neither of git nor of the credential manager nor of ssh. A transfer over https that stands still ends,
 * as does a connection over SSH that is not made or falls silent. What the job has chosen for ssh stays as it is; its askpass
 * programs as well, since they may know the answer.
 */
export function patientGit(
  env: Environment,
  { connectMs, stallMs }: GitPatience,
): Readonly<Record<string, string>> {
  const hasSsh = Boolean(env['GIT_SSH_COMMAND'] || env['GIT_SSH']);
  const seconds = String(Math.max(1, Math.ceil(stallMs / 1_000)));
  return {
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    // Bytes in a second. A slow line is none of their business: only one that stands still is.
    GIT_HTTP_LOW_SPEED_LIMIT: env['GIT_HTTP_LOW_SPEED_LIMIT'] || '1',
    GIT_HTTP_LOW_SPEED_TIME: env['GIT_HTTP_LOW_SPEED_TIME'] || seconds,
    ...(!hasSsh && { GIT_SSH_COMMAND: sshCommand({ own: undefined, connectMs, stallMs }) }),
  };
}
