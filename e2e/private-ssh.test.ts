/** Private repositories over SSH: real git and ssh, and OpenSSH's own server. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { writeProject } from '../__tests__/support/modules.ts';
import type { Environment } from '../src/effects.ts';
import { findCanaries, readTree, watchCommandLines, withoutMasks } from './canaries.ts';
import { makeRepositoryModule, writeRepositories } from './git/repositories.ts';
import {
  type KeyPair,
  makeKeyPair,
  type SshServer,
  startSshServer,
  whyNoSshServer,
} from './git/ssh-server.ts';
import { openRoom, type Room } from './harness.ts';
import { recipeSteps } from './recipe.ts';

/** The server's port comes from known_hosts: a module path has none. */
const ours = makeRepositoryModule('127.0.0.1/team/ours.git', 'v1.0.0');

interface Lab {
  readonly room: Room;
  readonly server: SshServer;
  readonly right: KeyPair;
  readonly wrong: KeyPair;
}

interface Case {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Environment;
}

const why = whyNoSshServer();
const start = why === undefined ? test.concurrent : test.skip;

// The server knows no user "git"; and what a job has for ssh already has to stay.
const ofJob = {
  GIT_SSH_COMMAND: `ssh -l ${userInfo().username} -F none`,
  GOPRIVATE: '127.0.0.1',
};

async function withLab(work: (lab: Lab) => Promise<void>): Promise<void> {
  const room = await openRoom();
  try {
    const root = join(room.directory, 'git');
    await writeProject(room.project, { requires: [ours], imports: [] });
    await writeRepositories(root, [ours]);
    const right = await makeKeyPair(join(root, 'keys'), 'right');
    const wrong = await makeKeyPair(join(root, 'keys'), 'wrong');
    const server = await startSshServer(root, right);
    try {
      await work({ room, server, right, wrong });
    } finally {
      await server.close();
    }
  } finally {
    await room.close();
  }
}

function inRoom(room: Room, { inputs, env }: Case) {
  return room.start({
    inputs: {
      mirrors: 'direct',
      profile: 'intranet',
      cache: 'off',
      diagnose: 'never',
      ...inputs,
    },
    env: { ...ofJob, ...env },
  });
}

const isExpected = (name: string) =>
  /^temp\/[0-9a-f-]{36}-|^home\/(?:\.config|\.cache|go|gocache)(?:\/|$)|^(?:modcache|git)(?:\/|$)/.test(
    name,
  );

start('the right key, as people paste it, in this step and a later one, until post', () =>
  withLab(async ({ room, server, right }) => {
    const before = await readTree(room.directory, isExpected);
    const [, recipe] = await recipeSteps('private-git.md', {
      'github.com/acme/*': '127.0.0.1',
      '${{ secrets.DEPLOY_KEY }}': right.key.trim().replaceAll('\n', '\r\n'),
      '${{ vars.KNOWN_HOSTS }}': `# ssh-keyscan\n${server.address} ${server.hostKey}`,
    });
    const running = await inRoom(room, { inputs: recipe?.inputs ?? {} });
    const commandLines = await watchCommandLines(running.marker, running.ended);
    const outcome = await running.ended;
    expect({ exitCode: outcome.exitCode, modules: outcome.outputs['modules'] }).toEqual({
      exitCode: 0,
      modules: '1',
    });
    expect(outcome.report?.settings).toMatchObject({
      isSshKeyGiven: true,
      sshKnownHosts: [`127.0.0.1:${server.port}`],
    });
    const [, secret = '', more = ''] = right.key.split('\n').filter((line) => line !== '');
    const texts = new Map([
      ['stdout', withoutMasks(outcome.stdout)],
      ['stderr', outcome.stderr],
      ['command lines', commandLines],
      ['exported', JSON.stringify(outcome.exported)],
      ...(await readTree(join(room.directory, 'temp'), (name) => name.startsWith('gmr-git-'))),
    ]);
    expect(
      findCanaries(texts, [
        { place: 'key', value: secret },
        { place: 'key', value: more },
      ]),
    ).toEqual([]);
    expect(Object.keys(outcome.exported).sort()).toEqual([
      'GIT_CONFIG_PARAMETERS',
      'GIT_SSH_COMMAND',
      'GONOSUMDB',
      'GOPRIVATE',
      'GOPROXY',
    ]);

    const later = { ...ofJob, ...outcome.exported };
    await room.emptyModuleCache();
    expect(await room.go(['mod', 'download'], later)).toMatchObject({ exitCode: 0 });
    expect(await room.post(outcome)).toBe('');
    await room.emptyModuleCache();
    expect(await room.go(['mod', 'download'], later)).toMatchObject({ exitCode: 1 });
    expect(await readTree(room.directory, isExpected)).toEqual(before);
  }),
);

type Row = [name: string, told: RegExp, of: (lab: Lab) => Promise<Case>];

/** As a job would lead git to SSH by itself. */
const overSsh = ({ port }: SshServer): Environment => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.ssh://git@127.0.0.1:${port}/.insteadOf`,
  GIT_CONFIG_VALUE_0: 'https://127.0.0.1/',
});

const rows: readonly Row[] = [
  [
    'a key that the server does not know',
    /^git said: \S+ Permission denied \(publickey\)[\s\S]*Give git a key in `ssh-key`/,
    async ({ server, wrong }) => ({
      inputs: { 'ssh-key': wrong.key, 'ssh-known-hosts': `${server.address} ${server.hostKey}` },
    }),
  ],
  [
    'no key',
    /^git said: \S+ Permission denied \(publickey\)[\s\S]*Give git a key in `ssh-key`/,
    async ({ server }) => ({
      inputs: { 'ssh-known-hosts': `${server.address} ${server.hostKey}` },
      env: overSsh(server),
    }),
  ],
  [
    'a host that nobody named',
    /^git said: No ED25519 host key is known for [\s\S]*ssh-keyscan 127\.0\.0\.1` prints into `ssh-known-hosts`/,
    async ({ server, right }) => ({
      inputs: { 'ssh-key': right.key, 'ssh-known-hosts': `other.test ${server.hostKey}` },
      env: overSsh(server),
    }),
  ],
  [
    'a host with another key',
    /^git said: Host key for \S+ has changed [\s\S]*somebody stands in between/,
    async ({ server, right, wrong }) => ({
      inputs: { 'ssh-key': right.key, 'ssh-known-hosts': `${server.address} ${wrong.publicKey}` },
    }),
  ],
];

for (const [name, told, of] of rows) {
  start(name, () =>
    withLab(async (lab) => {
      const { room } = lab;
      const before = await readTree(room.directory, isExpected);
      const outcome = await (await inRoom(room, await of(lab))).ended;
      expect({
        exitCode: outcome.exitCode,
        failureClass: outcome.outputs['failure-class'],
        message: outcome.annotations[0]?.message,
      }).toEqual({ exitCode: 1, failureClass: 'vcs-auth', message: expect.stringMatching(told) });
      expect(await room.post(outcome)).toBe('');
      expect(await readTree(room.directory, isExpected)).toEqual(before);
    }),
  );
}

const skipped = rows.length + 1;
afterAll(() => {
  if (why !== undefined) process.stderr.write(`${skipped} tests of SSH skipped: ${why}\n`);
});
