/**
 * git's configuration for one process and its children, in one environment variable. Pure.
 *
 * GIT_CONFIG_PARAMETERS is what `git -c` writes for its own children: known to every git since 1.7.3, while GIT_CONFIG_COUNT
 * came with 2.31. A step that counts settings of its own from GIT_CONFIG_KEY_0 on, as the documentation shows it, would take
 * ours away without a word; and for later steps we would have to export theirs along, which may hold secrets.
 */

export interface GitSetting {
  /** `section.subsection.name`; without a "=", which ends the name in the form that all releases read. */
  readonly name: string;
  readonly value: string;
}

/** The value of the variable: what is in it already, and these settings, which win over configuration files. */
export function addParameters(
  present: string | undefined,
  settings: readonly GitSetting[],
): string {
  const added = settings.map(({ name, value }) => quote(`${name}=${value}`));
  return [...(present?.trim() ? [present.trim()] : []), ...added].join(' ');
}

/** As git quotes, which reads back nothing else. */
function quote(text: string): string {
  return `'${text.replace(/['!]/g, String.raw`'\$&'`)}'`;
}

/** For a shell: `'…'`. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
