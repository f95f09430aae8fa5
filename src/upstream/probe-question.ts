/** What a mirror is asked for to learn whether it works, without telling it what it must not hear. */

import { createAudience, isDedicated } from '../module/audience.ts';
import type { Endpoint } from '../module/endpoint.ts';
import type { SumIndex } from '../module/gosum.ts';
import type { MirrorEntry, MirrorList } from '../module/mirror-list.ts';
import type { ModuleVersion } from '../module/path.ts';

/** A go.mod whose hash is known, or whether the mirror passes the checksum database on. */
export type ProbeQuestion = (mirror: MirrorEntry) => Endpoint;

/**
 * Asked where no go.sum of the job names a public module: a file whose hash is written here, so that a portal page or
 * a proxy that answers everything with 200 is seen for what it is.
 */
export const wellKnownModule: ModuleVersion = { path: 'golang.org/x/text', version: 'v0.3.0' };
export const wellKnownModHash = 'h1:NqM8EUOU14njkJ3fqMW+pc6Ldnwhi/IjpwHt7yyuwOQ=';

/** To have any answer, of a mirror that must not hear of a module that this job knows. */
const questionWithoutModule: Endpoint = {
  kind: 'sumdb',
  database: 'sum.golang.org',
  operation: 'supported',
};

/**
 * What to probe each mirror with. Public mirrors and those behind the first group may never be asked for the job's own
 * modules by plain `go`, and a private one that no pattern names must not become known to them through a probe: they
 * are asked for one of Go's own modules only, as go.sum names it, else for the well-known one. A mirror of the first
 * group that is nobody's but the user's may be asked for a module of go.sum on GitHub, which it is likely to have.
 *
 * A mirror that is limited to patterns is asked for a module of go.sum that matches them, and where there is none a question
 * that names no module.
 */
export function probeEndpoints(
  list: MirrorList,
  sums: SumIndex,
  isPrivate: (path: string) => boolean,
): ProbeQuestion {
  const isOpen = ({ path }: ModuleVersion) => !isPrivate(path) && !isDedicated(list, path);
  const startingWith = (prefix: string) =>
    sums.mods.find((module) => module.path.startsWith(prefix) && isOpen(module));
  const ask = (module: ModuleVersion | undefined): Endpoint =>
    module === undefined ? questionWithoutModule : { kind: 'mod', module };
  const known = isOpen(wellKnownModule) ? wellKnownModule : undefined;
  const harmless = startingWith('golang.org/x/');
  const likely = harmless ?? startingWith('github.com/') ?? known;
  const general = list.groups.map((group) => group.filter(({ only }) => only === undefined));
  const first = general.find((group) => group.length > 0) ?? [];
  const trusted = new Set(first.filter((mirror) => !mirror.isPublic));
  return (mirror) => {
    if (mirror.only === undefined) return ask(trusted.has(mirror) ? likely : (harmless ?? known));
    return ask(sums.mods.find(({ path }) => createAudience(list, path, isPrivate(path))(mirror)));
  };
}
