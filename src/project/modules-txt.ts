/** vendor/modules.txt as cmd/go reads it (cmd/go/internal/modload/vendor.go, `readVendorList`). */

import { parseVersion } from '../module/version.ts';

/** A module named in vendor/modules.txt; without a version it is a replacement of all versions. */
export interface VendoredModule {
  readonly path: string;
  readonly version?: string;
  readonly isExplicit: boolean;
  /** `path@version` or a directory, where the line marks the module as replaced. */
  readonly replacement?: string;
  /** Whether a package of it lies in the vendor directory. */
  readonly providesPackages: boolean;
  /** Line of its first mention, from 1. */
  readonly line: number;
}

export interface ModulesTxt {
  /** Written by `go work vendor`: says so in the first line. */
  readonly isForWorkspace: boolean;
  readonly modules: readonly VendoredModule[];
}

/** Lines that Go does not understand are ignored, as Go does: the format leaves room for additions. */
export function parseModulesTxt(text: string): ModulesTxt {
  const lines = text.split('\n');
  const modules = new Map<string, VendoredModule>();
  let current: string | undefined;
  const update = (change: Partial<VendoredModule>) => {
    const module = current === undefined ? undefined : modules.get(current);
    if (current !== undefined && module !== undefined)
      modules.set(current, { ...module, ...change });
  };
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('# ')) {
      const header = parseHeader(line);
      if (header === 'ignored') continue;
      current = header === undefined ? undefined : `${header.path}@${header.version ?? ''}`;
      if (header === undefined || current === undefined) continue;
      const { replacement, ...named } = header;
      modules.set(
        current,
        modules.get(current) ?? {
          ...named,
          isExplicit: false,
          providesPackages: false,
          line: index + 1,
        },
      );
      if (replacement !== undefined) update({ replacement });
    } else if (line.startsWith('## ')) {
      if (annotations(line).includes('explicit')) update({ isExplicit: true });
    } else if (/^\S+$/.test(line.trim())) {
      update({ providesPackages: true });
    }
  }
  return {
    isForWorkspace: annotations(lines[0] ?? '').includes('workspace'),
    modules: [...modules.values()],
  };
}

interface Header {
  readonly path: string;
  readonly version?: string;
  readonly replacement?: string;
}

/** `# path version`, `# path version => target`, `# path => target`; undefined ends the module before it. */
function parseHeader(line: string): Header | 'ignored' | undefined {
  const [, path, second, ...rest] = line.trim().split(/\s+/);
  if (path === undefined || second === undefined) return 'ignored';
  if (second === '=>') return { path, ...parseTarget(['=>', ...rest]) };
  if (parseVersion(second) === undefined) return undefined;
  return { path, version: second, ...parseTarget(rest) };
}

function parseTarget([arrow, target, version, ...more]: readonly string[]): {
  replacement?: string;
} {
  if (arrow !== '=>' || target === undefined || more.length > 0) return {};
  if (version === undefined) return { replacement: target };
  return parseVersion(version) === undefined ? {} : { replacement: `${target}@${version}` };
}

function annotations(line: string): readonly string[] {
  if (!line.startsWith('## ')) return [];
  return line
    .slice(3)
    .split(';')
    .map((entry) => entry.trim());
}
