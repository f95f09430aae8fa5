/** The .info of a module version, which no hash covers (go.dev/ref/mod#goproxy-protocol). Pure. */

/** What the protocol needs of it is two short fields; more than this is something else. */
export const maxInfoBytes = 1024 * 1024;

/** A JSON object with Version, and Time where known; what is wrong with it, or undefined. */
export function findInfoProblem(content: string, version: string): string | undefined {
  let info: unknown;
  try {
    info = JSON.parse(content);
  } catch {
    return 'is not JSON';
  }
  if (typeof info !== 'object' || info === null || Array.isArray(info)) return 'is no JSON object';
  const { Version, Time } = info as { readonly Version?: unknown; readonly Time?: unknown };
  if (Version !== version) return `is about version ${JSON.stringify(Version)}`;
  const isTime =
    Time === undefined || (typeof Time === 'string' && !Number.isNaN(Date.parse(Time)));
  return isTime ? undefined : `has a Time that is none: ${JSON.stringify(Time)}`;
}
