/** What `go mod download -json` and `go list -deps -json` say about modules. */
import type { GoError } from './classify.ts';
import { fieldOf, parseJsonStream, stringOf } from './json-stream.ts';

/** A module that is in the module cache now. Paths are absolute; what `go` left out is absent. */
export interface DownloadedModule {
  readonly path: string;
  readonly version: string;
  readonly info?: string;
  readonly goMod?: string;
  readonly zip?: string;
  /** The unpacked tree. */
  readonly dir?: string;
  /** h1 hash of the zip. */
  readonly sum?: string;
  /** h1 hash of the go.mod file. */
  readonly goModSum?: string;
  /** Where version control was asked (`direct`); Go's own words, see `go help mod download`. */
  readonly origin?: Readonly<Record<string, unknown>>;
}

export interface DownloadListing {
  readonly modules: readonly DownloadedModule[];
  readonly errors: readonly GoError[];
}

/** Modules without `Error` are complete; one with `Error` counts as not downloaded whatever else it has. */
export function parseDownloadJson(text: string): DownloadListing {
  const modules: DownloadedModule[] = [];
  const errors: GoError[] = [];
  for (const value of parseJsonStream(text)) {
    const problem = stringOf(value, 'Error');
    const module = moduleOf(value);
    if (problem !== undefined) errors.push(errorOf(value, problem));
    else if (module !== undefined) modules.push(module);
  }
  return { modules, errors };
}

/**
 * The modules whose packages were loaded, each once, and the errors, each text once. A replacement stands in for
 * the module it replaces; modules that are directories (the main module, replacements by a path) are left out.
 */
export function parseListJson(text: string): DownloadListing {
  const modules = new Map<string, DownloadedModule>();
  const errors = new Map<string, GoError>();
  for (const value of parseJsonStream(text)) {
    const required = fieldOf(value, 'Module');
    const used = fieldOf(required, 'Replace') ?? required;
    const module = moduleOf(used);
    const problems = [value, required, used].flatMap((part) => {
      const found = stringOf(fieldOf(part, 'Error'), 'Err');
      return found === undefined ? [] : [found];
    });
    for (const problem of problems) errors.set(problem, errorOf(used, problem));
    if (module?.dir !== undefined) modules.set(`${module.path}@${module.version}`, module);
  }
  return { modules: [...modules.values()], errors: [...errors.values()] };
}

/** A module of the build list of `go list -m -json all`. */
export interface ListedModule {
  /** The path that go.mod files require it by. */
  readonly requiredAs: string;
  /** Itself, or its replacement; `sum` is there where a go.sum has a line for its files. */
  readonly module: DownloadedModule;
}

/** The build list without what is a directory: main modules and replacements by a path. */
export function parseModuleListJson(text: string): readonly ListedModule[] {
  return parseJsonStream(text).flatMap((value) => {
    const requiredAs = stringOf(value, 'Path');
    const module = moduleOf(fieldOf(value, 'Replace') ?? value);
    return requiredAs === undefined || module === undefined ? [] : [{ requiredAs, module }];
  });
}

function errorOf(value: unknown, text: string): GoError {
  const path = stringOf(value, 'Path');
  const version = stringOf(value, 'Version');
  if (path === undefined) return { text };
  return { module: version === undefined ? path : `${path}@${version}`, text };
}

function moduleOf(value: unknown): DownloadedModule | undefined {
  const path = stringOf(value, 'Path');
  const version = stringOf(value, 'Version');
  if (path === undefined || version === undefined) return undefined;
  const optional = {
    info: stringOf(value, 'Info'),
    goMod: stringOf(value, 'GoMod'),
    zip: stringOf(value, 'Zip'),
    dir: stringOf(value, 'Dir'),
    sum: stringOf(value, 'Sum'),
    goModSum: stringOf(value, 'GoModSum'),
  };
  const present = Object.entries(optional).filter(([, field]) => field !== undefined);
  const origin = fieldOf(value, 'Origin');
  return {
    path,
    version,
    ...(Object.fromEntries(present) as Partial<Omit<DownloadedModule, 'origin'>>),
    ...(typeof origin === 'object' &&
      origin !== null && { origin: origin as Readonly<Record<string, unknown>> }),
  };
}
