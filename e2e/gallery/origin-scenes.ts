/** Where modules and their checksums come from at the source: git for `direct`, and the checksum database. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeModule, writeProject } from '../../__tests__/support/modules.ts';
import type { Environment } from '../../src/effects.ts';
import { startChecksumDatabase } from '../faults/checksum-database.ts';
import { findGoDirectory } from '../harness.ts';
import { refusedUrl } from '../places.ts';
import type { Stage } from '../stage.ts';
import { mirrorBeforeDirect, runCommand } from './cure.ts';
import { alpha } from './modules.ts';
import type { Arrangement, Scene } from './scene.ts';

export const ofGitHub = makeModule('github.com/example/repo', 'v1.0.0');

/** git asks `to` for what is said to be on GitHub, and may ask nobody else. */
const git = (to: string): Environment => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${to}/.insteadOf`,
  GIT_CONFIG_VALUE_0: 'https://github.com/',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ALLOW_PROTOCOL: 'file:http',
});

const direct = (env: (stage: Stage) => Promise<Environment>) => async (stage: Stage) => {
  await writeProject(stage.room.project, { requires: [ofGitHub] });
  return { mirrors: 'direct', env: await env(stage) };
};

/** A git server that answers everything with one status. */
const gitServer = (status: number) =>
  direct(async (stage) => {
    const server = createServer((_, response) => {
      const headers = status === 401 ? { 'www-authenticate': 'Basic realm="test"' } : {};
      response.writeHead(status, headers).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = async () => {
      server.closeAllConnections();
      server.close();
    };
    await stage.keep(Promise.resolve({ close }));
    return git(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

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
    arrange: gitServer(401),
  },
  {
    failureClass: 'vcs-missing',
    fault: 'A module comes `direct`, and git is not installed.',
    arrange: direct(async () => ({ PATH: await findGoDirectory() })),
    cure: mirrorBeforeDirect([ofGitHub]),
  },
  {
    failureClass: 'vcs-not-found',
    fault: 'The git server knows no such repository.',
    arrange: gitServer(404),
  },
  {
    failureClass: 'vcs-network',
    fault: 'Nobody listens at the port of the git server.',
    arrange: direct(async () => git(await refusedUrl())),
    cure: mirrorBeforeDirect([ofGitHub]),
  },
];
