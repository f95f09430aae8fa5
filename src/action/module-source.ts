import { cacheName } from '../cache/content.ts';
import { distinctModules, formatModule, type ModuleVersion } from '../module/path.ts';
import type { DownloadContext } from './download-context.ts';
import type { ModuleResult } from './result.ts';

type ModuleFacts = Pick<DownloadContext, 'needed' | 'present'> & {
  readonly record: Pick<DownloadContext['record'], 'broughtIn'>;
  readonly upstreams: Pick<DownloadContext['upstreams'], 'obstacle' | 'servedZips'>;
};

/** Where each of these modules came from, for report and summary. */
export async function describeModules(
  { present, upstreams, record }: ModuleFacts,
  modules: readonly ModuleVersion[],
  restored: ReadonlySet<string> = new Set(),
): Promise<readonly ModuleResult[]> {
  const served = await upstreams.servedZips();
  const sourceOf = (module: ModuleVersion): ModuleResult['source'] => {
    const name = formatModule(module);
    if (served.has(name)) return 'mirror';
    const zip = `${cacheName(module)}.zip`;
    if (restored.has(zip) || record.broughtIn.has(zip)) return 'restored';
    if (present.has(name)) return 'module-cache';
    // Without the relay nobody but `go` knows whom it asked; mirrors come first in every list.
    return upstreams.obstacle === undefined ? 'version-control' : 'mirror';
  };
  return modules.map(({ path, version }) => {
    const module = { path, version };
    return { module, source: sourceOf(module) };
  });
}

/** The same for a run that was cut short: what it completed (each module once), and what it leaves missing. */
export async function describeUnfinished(
  context: ModuleFacts,
  completed: readonly ModuleVersion[],
  restored: ReadonlySet<string> = new Set(),
): Promise<readonly ModuleResult[]> {
  const modules = distinctModules(completed);
  const names = new Set(modules.map(formatModule));
  const missing = context.needed.filter((module) => !names.has(formatModule(module)));
  return [
    ...(await describeModules(context, modules, restored)),
    ...missing.map((module): ModuleResult => ({ module, source: 'failed' })),
  ];
}
