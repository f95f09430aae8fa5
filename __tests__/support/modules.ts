import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeZip, type ZipMethod } from './zip.ts';

/** A module made for a test: the three files a mirror serves and the go.sum lines that are true of them. */
export interface TestModule {
  readonly path: string;
  readonly version: string;
  readonly info: Buffer;
  readonly mod: Buffer;
  readonly zip: Buffer;
  /** `path version h1:…` of the zip and `path version/go.mod h1:…`, without line ends. */
  readonly sumLines: readonly [zip: string, mod: string];
}

export type ModuleFiles = Readonly<Record<string, string | Buffer>>;

export interface ModuleOptions {
  /** Written as require lines into the default go.mod. */
  readonly requires?: readonly { readonly path: string; readonly version: string }[];
  /** The `go` line of the default go.mod. */
  readonly go?: string;
  readonly method?: ZipMethod;
  /** Leaves go.mod out of the zip, as a toolchain's does. */
  readonly hasNoGoMod?: true;
}

/** 1.21 is the first `go` line with today's meaning: graph pruning, and a minimum that is enforced. */
const defaultGo = '1.21';
const infoTime = '2024-01-02T03:04:05Z';

/** The dirhash Hash1 of golang.org/x/mod: SHA-256 over sorted lines `<sha256 hex>  <name>\n`. */
function hash1(files: ReadonlyMap<string, Buffer>): string {
  const summary = createHash('sha256');
  const byBytes = ([a]: [string, Buffer], [b]: [string, Buffer]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b));
  for (const [name, data] of [...files].sort(byBytes)) {
    summary.update(`${createHash('sha256').update(data).digest('hex')}  ${name}\n`);
  }
  return `h1:${summary.digest('base64')}`;
}

/** Last element of the path that names the thing rather than its major version, as a Go identifier. */
function packageName(modulePath: string): string {
  const elements = modulePath.replace(/\.v\d+$/, '').split('/');
  const last = elements.at(-1) ?? '';
  const name = /^v\d+$/.test(last) ? (elements.at(-2) ?? last) : last;
  return name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
}

/** `module`, `go` and `require` lines as `go mod tidy` lays them out. */
export function writeGoMod(content: {
  readonly module: string;
  readonly go?: string | undefined;
  readonly requires?: readonly { readonly path: string; readonly version: string }[] | undefined;
  readonly indirect?: readonly { readonly path: string; readonly version: string }[] | undefined;
  /** Further directives, verbatim. */
  readonly extra?: string | undefined;
}): string {
  const lines = [`module ${content.module}`, '', `go ${content.go ?? defaultGo}`];
  for (const { path, version } of content.requires ?? []) {
    lines.push('', `require ${path} ${version}`);
  }
  for (const { path, version } of content.indirect ?? []) {
    lines.push('', `require ${path} ${version} // indirect`);
  }
  if (content.extra !== undefined) lines.push('', content.extra);
  return `${lines.join('\n')}\n`;
}

/**
 * Makes a module that the real `go` downloads, verifies and builds. Without `files` it has one package
 * at its root; a `go.mod` among `files` replaces the generated one.
 * The hashes are computed here and share no code with what they are there to test.
 */
export function makeModule(
  path: string,
  version: string,
  files?: ModuleFiles,
  options: ModuleOptions = {},
): TestModule {
  const content = files ?? {
    [`${packageName(path)}.go`]: `package ${packageName(path)}\n\nconst Version = "${version}"\n`,
  };
  const goMod =
    content['go.mod'] ?? writeGoMod({ module: path, go: options.go, requires: options.requires });
  const mod = Buffer.from(goMod);
  const entries = new Map<string, Buffer>();
  const inZip = options.hasNoGoMod ? content : { 'go.mod': goMod, ...content };
  for (const [name, data] of Object.entries(inZip)) {
    entries.set(`${path}@${version}/${name}`, Buffer.from(data));
  }
  const zip = writeZip(Object.fromEntries(entries), {
    method: options.method ?? 'deflate',
    hasDataDescriptor: true,
  });
  return {
    path,
    version,
    info: Buffer.from(JSON.stringify({ Version: version, Time: infoTime })),
    mod,
    zip,
    sumLines: [
      `${path} ${version} ${hash1(entries)}`,
      `${path} ${version}/go.mod ${hash1(new Map([['go.mod', mod]]))}`,
    ],
  };
}

/** The text of a go.sum that knows all of `modules`, sorted as `go` sorts it. */
export function goSumOf(modules: readonly TestModule[]): string {
  const lines = [...new Set(modules.flatMap((module) => module.sumLines))].sort();
  return lines.map((line) => `${line}\n`).join('');
}

export interface ProjectOptions {
  readonly module?: string;
  readonly go?: string;
  /** Direct requirements; main.go imports the root package of each. */
  readonly requires: readonly TestModule[];
  /** Written with `// indirect` and not imported. */
  readonly indirect?: readonly TestModule[];
  /** Modules that go.sum names; all required ones unless given. */
  readonly sums?: readonly TestModule[];
  /** Text of go.sum instead of the true one; `undefined` as a value writes none. */
  readonly goSum?: string | undefined;
  /** Packages main.go imports instead of the required modules' root packages. */
  readonly imports?: readonly string[];
  /** Further go.mod directives, verbatim. */
  readonly extraGoMod?: string;
}

/** Writes go.mod, go.sum and main.go into `directory`, which is made if need be. */
export async function writeProject(directory: string, options: ProjectOptions): Promise<void> {
  const { requires, indirect = [], imports = requires.map((required) => required.path) } = options;
  const goMod = writeGoMod({
    module: options.module ?? 'example.com/project',
    go: options.go,
    requires,
    indirect,
    extra: options.extraGoMod,
  });
  const goSum =
    'goSum' in options ? options.goSum : goSumOf(options.sums ?? [...requires, ...indirect]);
  const importLines = imports.map((path) => `import _ ${JSON.stringify(path)}\n`).join('');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'go.mod'), goMod);
  if (goSum !== undefined) await writeFile(join(directory, 'go.sum'), goSum);
  await writeFile(join(directory, 'main.go'), `package main\n\n${importLines}\nfunc main() {}\n`);
}
