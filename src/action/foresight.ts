import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheName } from '../cache/content.ts';
import { keepPossible } from '../cache/presence.ts';
import { isDedicated } from '../module/audience.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import { formatModule } from '../module/path.ts';
import { type ForeseenFile, foresee } from '../project/foresight.ts';
import type { Job } from './job.ts';

/**
 * What the job's projects are expected to ask the relay for: nothing that the module cache has, and no private module,
 * which only a `go` that needs it may speak of, unless a mirror is there for it (`only=`). Where the module graph was read before (a cache of another version was
 * restored), a go.mod that nothing requires directly and that is still missing is most likely one that `go` never reads.
 */
export async function findMissingFiles(job: Job): Promise<readonly Endpoint[]> {
  const files = new Map<string, ForeseenFile>();
  for (const project of job.projects) {
    if (project.kind === 'vendored') continue;
    for (const file of foresee(project)) {
      const { path } = file.module;
      const mayBeForeseen = isDedicated(job.mirrors, path) || !job.isPrivate(path);
      if (mayBeForeseen) files.set(endpointPath(file), file);
    }
  }
  const nameOf = ({ kind, module }: ForeseenFile) => `${cacheName(module)}.${kind}`;
  const wanted = [...files.values()];
  const possible = await keepPossible(job.downloadDirectory, wanted, nameOf);
  const cached = new Set<ForeseenFile>();
  await Promise.all(
    possible.map(async (file) => {
      const isThere = await access(join(job.downloadDirectory, nameOf(file))).then(
        () => true,
        () => false,
      );
      if (isThere) cached.add(file);
    }),
  );
  const required = new Set(
    wanted.flatMap(({ kind, module }) => (kind === 'info' ? [formatModule(module)] : [])),
  );
  const isGraphKnown = isMostly(
    cached,
    wanted.filter(({ kind }) => kind === 'mod'),
  );
  const isOfUse = ({ kind, module }: ForeseenFile) =>
    kind !== 'mod' || !isGraphKnown || required.has(formatModule(module));
  return wanted.filter((file) => !cached.has(file) && isOfUse(file));
}

function isMostly<T>(present: ReadonlySet<T>, items: readonly T[]): boolean {
  return 2 * items.filter((item) => present.has(item)).length > items.length;
}
