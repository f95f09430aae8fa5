/** Where modules and their checksums come from at the source: git for `direct`, and the checksum database. */
import { direct, directWithStatus, gitAt, ofGitHub } from '../direct.ts';
import { startChecksumDatabase } from '../faults/checksum-database.ts';
import { findGoDirectory } from '../harness.ts';
import { refusedUrl } from '../places.ts';
import type { Stage } from '../stage.ts';
import { mirrorBeforeDirect, runCommand } from './cure.ts';
import { alpha } from './modules.ts';
import type { Arrangement, Scene } from './scene.ts';

/** go.sum knows a module but not its go.mod: that one line is asked of the database. */
const database =
  (url: (real: string) => Promise<string>) =>
  async (stage: Stage): Promise<Arrangement> => {
    const [zip, mod] = alpha.sumLines;
    await stage.write('go.sum', (await stage.read('go.sum')).replace(`${mod}\n`, ''));
    const lies = `${alpha.path} ${alpha.version}/go.mod h1:${'A'.repeat(43)}=`;
    const { verifierKey, url: real } = await stage.keep(startChecksumDatabase([zip, lies]));
    return { env: { GOSUMDB: `${verifierKey} ${await url(real)}` } };
  };

export const originScenes: readonly Scene[] = [
  {
    failureClass: 'sumdb-mismatch',
    fault: 'The checksum database has recorded other bytes than the mirror has.',
    arrange: database(async (real) => real),
  },
  {
    failureClass: 'sumdb-unreachable',
    fault: 'A line is missing in go.sum, and nobody listens at the checksum database.',
    arrange: database(() => refusedUrl()),
    cure: runCommand,
  },
  {
    failureClass: 'vcs-auth',
    fault: 'The git server wants credentials.',
    arrange: directWithStatus(401),
  },
  {
    failureClass: 'vcs-missing',
    fault: 'A module comes `direct`, and git is not installed.',
    arrange: direct(async () => ({ env: { PATH: await findGoDirectory() } })),
    cure: mirrorBeforeDirect([ofGitHub]),
  },
  {
    failureClass: 'vcs-not-found',
    fault: 'The git server knows no such repository.',
    arrange: directWithStatus(404),
  },
  {
    failureClass: 'vcs-network',
    fault: 'Nobody listens at the port of the git server.',
    arrange: direct(async () => ({ env: gitAt(await refusedUrl()) })),
    cure: mirrorBeforeDirect([ofGitHub]),
  },
];
