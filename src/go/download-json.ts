/** What `go mod download -json` and `go list -deps -json` say about modules. */
import type { GoError } from './classify.ts';
import { fieldOf, parseJsonStream, stringOf } from './json-stream.ts';

/** A module as `go` tells of it; what it left out is absent. */
export interface DownloadedModule {
  readonly path: string;
  readonly version: string;
  /** The unpacked tree in the module cache, absolute. */
  readonly dir?: string;
  /** h1 hash of the zip. */
  readonly sum?: string;
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
 * The modules whose packages were loaded, each once, and the errors, each text once for a module. A replacement stands in for
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
    for (const problem of problems) {
      const error = errorOf(used, problem);
      errors.set(JSON.stringify([error.module, problem]), error);
    }
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
  const dir = stringOf(value, 'Dir');
  const sum = stringOf(value, 'Sum');
  return { path, version, ...(dir !== undefined && { dir }), ...(sum !== undefined && { sum }) };
}
