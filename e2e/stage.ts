/** What a fault is played on: a room with a project that needs some modules, and servers that end with it. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Fault, FaultAction } from '../__tests__/support/faults.ts';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { type TestModule, writeProject } from '../__tests__/support/modules.ts';
import { openRoom, type Room } from './harness.ts';

export interface Stage {
  readonly room: Room;
  /** A mirror that has every module. */
  serve(options?: MirrorOptions): Promise<Mirror>;
  /** URL of a mirror that does this at every request whose path matches. */
  faulty(action: FaultAction, match?: Fault['match']): Promise<string>;
  /** Ends the server with the stage. */
  keep<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T>;
  inProject(name: string): string;
  read(name: string): Promise<string>;
  write(name: string, text: string): Promise<void>;
  append(name: string, text: string): Promise<void>;
  /** A directory of the modules in the GOPROXY layout. */
  writeModules(): Promise<string>;
  close(): Promise<void>;
}

/** The project requires these modules, and its mirrors have them. */
export async function openStage(modules: readonly TestModule[]): Promise<Stage> {
  const room = await openRoom();
  await writeProject(room.project, { requires: modules });
  const opened: { close(): Promise<void> }[] = [];
  const keep: Stage['keep'] = async (opening) => {
    const server = await opening;
    opened.push(server);
    return server;
  };
  const serve = (options: MirrorOptions = {}) => keep(startMirror({ modules, ...options }));
  const inProject = (name: string) => join(room.project, name);
  return {
    room,
    serve,
    faulty: async (action, match = '') => (await serve({ faults: [{ match, action }] })).url,
    keep,
    inProject,
    read: (name) => readFile(inProject(name), 'utf8'),
    async write(name, text) {
      await mkdir(dirname(inProject(name)), { recursive: true });
      await writeFile(inProject(name), text);
    },
    append: (name, text) => appendFile(inProject(name), text),
    async writeModules() {
      const directory = join(room.directory, 'served');
      for (const module of modules) {
        const versions = join(directory, module.path, '@v');
        await mkdir(versions, { recursive: true });
        for (const kind of ['info', 'mod', 'zip'] as const) {
          await writeFile(join(versions, `${module.version}.${kind}`), module[kind]);
        }
      }
      return directory;
    },
    async close() {
      for (const each of opened) await each.close();
      await room.close();
    },
  };
}
