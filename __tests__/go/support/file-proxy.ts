/** A directory in the GOPROXY layout with modules made up for a test, and a project that needs them. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { readEnvironment } from '../../../src/action/environment.ts';
import type { Environment } from '../../../src/effects.ts';
import { findProgram } from '../../../src/process/program.ts';

export interface World {
  readonly go: string;
  readonly directory: string;
  /** The file:// URL of the proxy and its directory. */
  readonly goproxy: string;
  readonly proxyDirectory: string;
  /** Empty module cache, no checksum database, nothing of the machine's own settings. */
  readonly env: Environment;
  readonly moduleCache: string;
  addModule(
    modulePath: string,
    version: string,
    files: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Writes files of a directory below `directory`, returns its absolute path. */
  write(name: string, files: Readonly<Record<string, string>>): Promise<string>;
  /** Runs `go` without watching; for preparing a project. */
  run(cwd: string, args: readonly string[], extra?: Environment): Promise<void>;
  remove(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const go = await findProgram(
    'go',
    readEnvironment(process.env, process.platform),
    process.platform,
  );
  if (go === undefined) throw new Error('these tests need a go command on PATH');
  const directory = await mkdtemp(path.join(tmpdir(), 'go-room-'));
  const proxyDirectory = path.join(directory, 'proxy');
  const moduleCache = path.join(directory, 'modcache');
  const goproxy = pathToFileURL(proxyDirectory).href;
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    GOENV: 'off',
    GOCACHE: path.join(directory, 'gocache'),
    GOPATH: path.join(directory, 'gopath'),
    GOMODCACHE: moduleCache,
    GOPROXY: goproxy,
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    // Read-only trees could not be removed.
    GOFLAGS: '-modcacherw',
  };
  await mkdir(proxyDirectory);
  const write = async (name: string, files: Readonly<Record<string, string>>) => {
    const target = path.join(directory, name);
    await mkdir(target, { recursive: true });
    for (const [file, text] of Object.entries(files))
      await writeFile(path.join(target, file), text);
    return target;
  };
  return {
    go,
    directory,
    goproxy,
    proxyDirectory,
    env,
    moduleCache,
    write,
    addModule: async (modulePath, version, files) => {
      const target = path.join(proxyDirectory, modulePath, '@v');
      await mkdir(target, { recursive: true });
      const info = { Version: version, Time: '2024-01-01T00:00:00Z' };
      await writeFile(path.join(target, `${version}.info`), JSON.stringify(info));
      await writeFile(path.join(target, `${version}.mod`), files['go.mod'] ?? '');
      const named = Object.entries(files).map(
        ([name, text]) => [`${modulePath}@${version}/${name}`, text] as const,
      );
      await writeFile(path.join(target, `${version}.zip`), storedZip(named));
    },
    run: async (cwd, args, extra = {}) => {
      const all = { ...env, ...extra } as NodeJS.ProcessEnv;
      await promisify(execFile)(go, [...args], { cwd, env: all });
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A zip archive without compression. */
function storedZip(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const nameBytes = Buffer.from(name);
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, nameBytes);
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}
