/** Toolchains, a module, and a checksum database that knows the toolchains: made once, for all rooms of a test file. */
import {
  createChecksumDatabase,
  createSigner,
  everyAnswer,
  type Signer,
  serveChecksumDatabase,
  type TestDatabase,
  type TestRecord,
} from '../../__tests__/support/checksum-database.ts';
import { type Mirror, type MirrorOptions, startMirror } from '../../__tests__/support/mirror.ts';
import { type ModuleFiles, makeModule, type TestModule } from '../../__tests__/support/modules.ts';
import { makeToolchain, toolchainPath } from './fake-toolchain.ts';

/** The one that most rooms ask for. None is above any Go that these tests run with. */
export const wanted = '1.25.98';
export const newer = '1.25.99';
export const older = '1.24.99';

/** Anything that answers as a database does. */
export type Database = Pick<TestDatabase, 'ask'>;

export interface Stage {
  /** The one that is wanted. */
  readonly toolchain: TestModule;
  /** Of its zip: `h1:…`. */
  readonly hash: string;
  /** What the project of each room needs. */
  readonly library: TestModule;
  /** Whoever signs for the database. */
  readonly signer: Signer;
  readonly database: TestDatabase;
  /** GOSUMDB: the database under a URL of its own. */
  readonly gosumdb: string;
  /** Has all, and passes on what the database says. */
  readonly mirror: Mirror;
  /** A mirror as `mirror` is, but for this. */
  serve(options?: MirrorOptions): Promise<Mirror>;
  /** What a mirror says that has this one behind it. */
  passOn(database: Database): NonNullable<MirrorOptions['sumdb']>;
  /** The value of GOSUMDB that asks this one with the true key. */
  serveDatabase(database: Database): Promise<string>;
  close(): Promise<void>;
}

export function recordOf({ path, version, sumLines }: TestModule): TestRecord {
  return { path, version, lines: sumLines };
}

/** `more`: further files of every toolchain; the first of `versions` is the wanted one. */
export async function openStage(
  more: ModuleFiles = {},
  versions: readonly string[] = [wanted, newer, older],
): Promise<Stage> {
  const made = await Promise.all(versions.map((version) => makeToolchain(version, more)));
  const [toolchain] = made;
  if (toolchain === undefined) throw new Error('no toolchain was made');
  const library = makeModule('example.com/library', 'v1.0.0');
  // Another name than the real one's, which would be asked for it.
  const signer = createSigner('checksums.test');
  const database = createChecksumDatabase({ signer, records: [library, ...made].map(recordOf) });
  const operations = [...everyAnswer(database).keys()];
  const passOn: Stage['passOn'] = ({ ask }) =>
    Object.fromEntries(
      operations.flatMap((operation) => {
        const body = ask(operation);
        return body === undefined ? [] : [[`${signer.name}/${operation}`, { body }]];
      }),
    );
  const sumdb = passOn(database);

  const opened: { close(): Promise<void> }[] = [];
  const serve = async (options: MirrorOptions = {}): Promise<Mirror> => {
    const mirror = await startMirror({ modules: [...made, library], sumdb, ...options });
    opened.push(mirror);
    return mirror;
  };
  const serveDatabase = async (served: Database): Promise<string> => {
    const server = await serveChecksumDatabase(served);
    opened.push(server);
    return `${signer.verifierKey} ${server.url}`;
  };
  return {
    toolchain,
    hash: toolchain.sumLines[0].split(' ')[2] ?? '',
    library,
    signer,
    database,
    gosumdb: await serveDatabase(database),
    mirror: await serve(),
    serve,
    passOn,
    serveDatabase,
    async close() {
      for (const each of opened) await each.close();
    },
  };
}

/** What a mirror has been asked for of toolchains, and of the database. */
export function askedFor(mirror: Mirror): readonly string[] {
  return mirror.requests
    .map(({ path }) => path)
    .filter((path) => path.includes(toolchainPath) || path.startsWith('/sumdb/'));
}
