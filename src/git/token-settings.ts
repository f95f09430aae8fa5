/** How git gets at a token that is in no argument, no log and no configuration: pure. */
import { type GitSetting, quoteForShell } from './config-parameters.ts';

/** A host, and the file with what git is to say to it. */
export interface CredentialFile {
  readonly host: string;
  readonly path: string;
}

/**
 * A credential helper for each host. git asks it only when this host, over https, wants credentials: a public repository
 * never sees the token, and a redirect to another host does not either. In a URL (`insteadOf`) it would stand in the arguments of
 * git's children and in their error messages.
 *
 * URLs as SSH has them go over https as well: a runner has a token and no key.
 */
export function tokenSettings(files: readonly CredentialFile[]): readonly GitSetting[] {
  return files.flatMap(({ host, path }) => [
    // Forgets the helpers of configuration files for this host: one of them would store what worked on disk.
    { name: `credential.https://${host}.helper`, value: '' },
    { name: `credential.https://${host}.helper`, value: helperFor(path) },
    ...[`git@${host}:`, `ssh://git@${host}/`].map((value) => ({
      name: `url.https://${host}/.insteadOf`,
      value,
    })),
  ]);
}

/** Runs in the shell that git brings on every system. Without the file, after the job, it says nothing. */
function helperFor(path: string): string {
  const file = quoteForShell(path.replaceAll('\\', '/'));
  return `!f() { if test "$1" = get; then cat ${file} 2>/dev/null; fi; }; f`;
}

/** What git reads from a helper. */
export function credentialText(username: string, token: string): string {
  return `username=${username}\npassword=${token}\n`;
}
