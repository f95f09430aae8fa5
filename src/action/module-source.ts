import { cacheName } from '../cache/content.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import type { DownloadContext } from './download-context.ts';
import type { ModuleResult } from './result.ts';

/** Where each of these modules came from, for report and summary. */
export async function describeModules(
  { present, upstreams }: DownloadContext,
  modules: readonly ModuleVersion[],
  restored: ReadonlySet<string>,
): Promise<readonly ModuleResult[]> {
  const served = await upstreams.servedZips();
  const sourceOf = (module: ModuleVersion): ModuleResult['source'] => {
    const name = formatModule(module);
    if (served.has(name)) return 'mirror';
    if (restored.has(`${cacheName(module)}.zip`)) return 'restored';
    if (present.has(name)) return 'module-cache';
    // Without the relay nobody but `go` knows whom it asked; mirrors come first in every list.
    return upstreams.obstacle === undefined ? 'version-control' : 'mirror';
  };
  return modules.map(({ path, version }) => {
    const module = { path, version };
    return { module, source: sourceOf(module) };
  });
}

/** What a failed run leaves missing. */
export function missingModules(
  { needed }: DownloadContext,
  completed: readonly ModuleVersion[],
): readonly ModuleResult[] {
  const names = new Set(completed.map(formatModule));
  return needed
    .filter((module) => !names.has(formatModule(module)))
    .map((module) => ({ module, source: 'failed' }));
}
