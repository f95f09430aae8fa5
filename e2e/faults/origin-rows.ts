/** Where modules and their checksums come from at the source: git for `direct`, and the checksum database. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { direct, directWithStatus, gitAt } from '../direct.ts';
import { findGoDirectory } from '../harness.ts';
import { refusedUrl } from '../places.ts';
import type { Stage } from '../stage.ts';
import { startChecksumDatabase } from './checksum-database.ts';
import { mirrorPort, silentHost, withNetwork } from './machine.ts';
import { first } from './modules.ts';
import type { Row } from './row.ts';

const execute = promisify(execFile);
const place = 'go.mod:github.com/example/repo';

/** A repository whose only tag is another one than go.mod requires. */
async function makeRepository({ room }: Stage): Promise<string> {
  const root = join(room.directory, 'git');
  const repository = join(root, 'example', 'repo');
  await mkdir(repository, { recursive: true });
  await writeFile(join(repository, 'go.mod'), 'module github.com/example/repo\n');
  const identity = ['user.name=a', 'user.email=a@b.test', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'one'],
    ['tag', 'v0.9.0'],
  ]) {
    const settings = identity.flatMap((pair) => ['-c', pair]);
    await execute('git', ['-C', repository, ...settings, ...args], { env: room.env });
  }
  return `file://${root}`;
}

/** go.sum knows the module but not its go.mod: that one line is asked of the database. */
async function leaveOut(stage: Stage): Promise<void> {
  const sums = await stage.read('go.sum');
  await stage.write('go.sum', sums.replace(`${first.sumLines[1]}\n`, ''));
}

const database =
  (url: (real: string) => Promise<string>): Row['arrange'] =>
  async (stage) => {
    await leaveOut(stage);
    const [zip] = first.sumLines;
    const lies = `${first.path} ${first.version}/go.mod h1:${'A'.repeat(43)}=`;
    const { verifierKey, url: real } = await stage.keep(startChecksumDatabase([zip, lies]));
    return { env: { GOSUMDB: `${verifierKey} ${await url(real)}` } };
  };

export const originRows: readonly Row[] = [
  {
    name: 'git: not installed',
    arrange: direct(async () => ({ env: { PATH: await findGoDirectory() } })),
    verdict: { failureClass: 'vcs-missing', place, remedy: 'Install', withinS: 20 },
  },
  {
    name: 'git: 401',
    arrange: directWithStatus(401),
    verdict: { failureClass: 'vcs-auth', place, remedy: '`git-token', withinS: 20 },
  },
  {
    name: 'git: 403',
    arrange: directWithStatus(403),
    verdict: { failureClass: 'vcs-auth', place, remedy: 'GITHUB_TOKEN', withinS: 20 },
  },
  {
    name: 'git: repository not found',
    arrange: directWithStatus(404),
    verdict: { failureClass: 'vcs-not-found', place, remedy: '`private`', withinS: 20 },
  },
  {
    name: 'git: unknown revision',
    arrange: direct(async (stage) => ({ env: gitAt(await makeRepository(stage)) })),
    verdict: { failureClass: 'vcs-not-found', place, remedy: 'tag', withinS: 20 },
  },
  {
    name: 'git: nobody listens',
    arrange: direct(async () => ({ env: gitAt(await refusedUrl()) })),
    verdict: { failureClass: 'vcs-network', place, remedy: '`mirrors`', withinS: 20 },
  },
  {
    name: 'git: a host that drops every packet',
    needs: 'network',
    // git has no limit of its own for a connection: the action's is there, three times.
    arrange: direct(async () => ({
      env: gitAt(`http://${silentHost}:${mirrorPort}`),
      through: withNetwork(),
    })),
    verdict: {
      failureClass: 'vcs-network',
      remedy: `reach ${silentHost}:${mirrorPort}`,
      withinS: 40,
    },
  },
  {
    name: 'GOSUMDB: a key that is none',
    arrange: async (stage) => {
      await leaveOut(stage);
      return { env: { GOSUMDB: 'sum.test+00+x' } };
    },
    verdict: { failureClass: 'input', remedy: '`env:`', withinS: 20 },
  },
  {
    name: 'checksum database: refuses connections',
    arrange: database(() => refusedUrl()),
    verdict: { failureClass: 'sumdb-unreachable', remedy: '`go mod tidy`', withinS: 20 },
  },
  {
    name: 'checksum database: has recorded other bytes',
    arrange: database(async (real) => real),
    verdict: {
      failureClass: 'sumdb-mismatch',
      place: 'go.sum:example.com/m0 ',
      remedy: '`private`',
      withinS: 20,
    },
  },
];
