/** A machine without Go, and a project on it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { writeProject } from '../../__tests__/support/modules.ts';
import type { Environment } from '../../src/effects.ts';
import { type Outcome, openRoom, type Room, type Running } from '../harness.ts';
import { type Stage, wanted } from './stage.ts';
import { directoryWithoutGo } from './without-go.ts';

export interface Cell {
  readonly room: Room;
  /** Of every run: no `go` on PATH, and the stage's database. */
  readonly env: Environment;
  /** Where the wanted toolchain belongs. */
  readonly goroot: string;
  /** A run that wants it from the stage's mirror, unless these say otherwise. */
  run(inputs?: Readonly<Record<string, string>>, env?: Environment): Promise<Outcome>;
  /** The same, while it goes on. */
  start(inputs?: Readonly<Record<string, string>>, env?: Environment): Promise<Running>;
  /** What `go` says in a later step, in the environment that the run left. */
  later(outcome: Outcome, args: readonly string[]): Promise<string>;
  /** Names below the tool cache's directory of Go. */
  installed(): Promise<readonly string[]>;
  /** Files below the room that contain this. */
  filesWith(text: string): Promise<readonly string[]>;
  /** Leaves this note as the newest tree of the stage's database, where `go` keeps it. */
  rememberTree(note: string): Promise<void>;
  close(): Promise<void>;
}

/** The project needs the stage's library, and Go 1.21. */
export async function openCell(stage: Stage): Promise<Cell> {
  const room = await openRoom();
  await writeProject(room.project, { requires: [stage.library] });
  const path = await directoryWithoutGo(room.directory);
  const env: Environment = { PATH: path, GOSUMDB: stage.gosumdb, GOTOOLCHAIN: undefined };
  const defaults = {
    'go-version': wanted,
    mirrors: stage.mirror.url,
    profile: 'intranet',
    diagnose: 'never',
  };
  const start: Cell['start'] = (inputs = {}, more = {}) =>
    room.start({ inputs: { ...defaults, ...inputs }, env: { ...env, ...more } });
  return {
    room,
    env,
    goroot: join(room.toolCache, 'go', wanted, process.arch),
    start,
    run: async (inputs, more) => (await start(inputs, more)).ended,
    async later({ paths, exported }, args) {
      const variables = { ...env, ...exported, PATH: [...paths, path].join(delimiter) };
      const { exitCode, output } = await room.go(args, variables);
      return exitCode === 0 ? output.trim() : `exit code ${exitCode}: ${output}`;
    },
    installed: () =>
      readdir(join(room.toolCache, 'go'), { recursive: true }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
          return [];
        },
      ),
    async filesWith(text) {
      const found: string[] = [];
      const all = await readdir(room.directory, { recursive: true, withFileTypes: true });
      for (const entry of all) {
        const file = join(entry.parentPath, entry.name);
        if (entry.isFile() && (await readFile(file)).includes(text)) found.push(file);
      }
      return found;
    },
    async rememberTree(note) {
      const directory = join(room.directory, 'home', 'go', 'pkg', 'sumdb', stage.signer.name);
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, 'latest'), note);
    },
    close: () => room.close(),
  };
}

/** The failure a run ended with: its class, and the one behind it. */
export function endOf({ exitCode, outputs, report }: Outcome) {
  const failure = report?.failure;
  const because = failure && 'because' in failure ? failure.because?.class : undefined;
  return { exitCode, failureClass: outputs['failure-class'], ...(because && { because }) };
}
