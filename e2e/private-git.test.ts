/** Private repositories over HTTPS: real git, its own server behind TLS, and a tap on every request. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAuthority } from '../__tests__/support/certificates.ts';
import { writeProject } from '../__tests__/support/modules.ts';
import type { FailureClass } from '../src/failure.ts';
import { findCanaries, readTree, watchCommandLines, withoutMasks } from './canaries.ts';
import { type GitServer, startGitServer, type Tapped } from './git/https-server.ts';
import {
  makeRepositoryModule,
  type RepositoryModule,
  writeRepositories,
} from './git/repositories.ts';
import { type Outcome, openRoom, type Room, type RunOptions } from './harness.ts';
import { type ForwardProxy, startForwardProxy } from './places.ts';
import { recipeSteps } from './recipe.ts';

const run = promisify(execFile);
const hosts = {
  ours: 'git.corp.test',
  lab: 'gitlab.corp.test',
  open: 'open.corp.test',
  moved: 'moved.corp.test',
};
const ours = makeRepositoryModule(`${hosts.ours}/team/ours.git`, 'v1.0.0');
const lab = makeRepositoryModule(`${hosts.lab}/team/lab.git`, 'v1.2.0');
const open = makeRepositoryModule(`${hosts.open}/team/open.git`, 'v0.3.0');
const moved = makeRepositoryModule(
  `${hosts.moved}/team/moved.git`,
  'v1.0.0',
  `${hosts.open}/team/moved.git`,
);
const unknown = makeRepositoryModule(`${hosts.ours}/team/unknown.git`, 'v1.0.0');
const token = {
  ours: 'cANARY-git/token+ours=7',
  lab: 'cANARY-git.token-lab_8',
  moved: 'cANARY-git-token-moved-9',
};
const accounts = {
  [hosts.ours]: `x-access-token:${token.ours}`,
  [hosts.lab]: `oauth2:${token.lab}`,
  [hosts.moved]: `somebody:${token.moved}`,
};
const both = `${hosts.ours}=${token.ours}\n${hosts.lab}=${token.lab}`;
const all = `${both}\n${hosts.moved}=somebody:${token.moved}`;

interface Lab {
  readonly room: Room;
  readonly server: GitServer;
  readonly proxy: ForwardProxy;
  /** The certificates that both git and `go` trust, and the way to the server. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function openLab(requires: readonly RepositoryModule[]): Promise<Lab> {
  const room = await openRoom();
  const authority = createAuthority();
  const root = join(room.directory, 'git');
  await writeProject(room.project, { requires, imports: [] });
  await writeRepositories(root, [ours, lab, open, moved]);
  const ca = join(room.directory, 'ca.pem');
  await writeFile(ca, authority.cert);
  const names = Object.values(hosts);
  const server = await startGitServer(root, authority.issue({ names }), accounts, {
    [hosts.moved]: hosts.open,
  });
  const proxy = await startForwardProxy(undefined, new Map([[443, server.port]]));
  return {
    room,
    server,
    proxy,
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      GIT_SSL_CAINFO: ca,
      SSL_CERT_FILE: ca,
      GOPRIVATE: '*.corp.test',
    },
    close: async () => {
      await proxy.close();
      await server.close();
      await room.close();
    },
  };
}

const impatient = { mirrors: 'direct', profile: 'intranet', cache: 'off', diagnose: 'never' };

/** What each host was told, once each. */
function heard(requests: readonly Tapped[]): Readonly<Record<string, readonly string[]>> {
  const told: Record<string, string[]> = {};
  for (const { host, credentials } of requests) {
    const already = told[host] ?? [];
    const isNew = credentials !== undefined && !already.includes(credentials);
    told[host] = isNew ? [...already, credentials] : already;
  }
  return told;
}

/** What a step may leave: reports and the files of the runner in RUNNER_TEMP, and what every `go` writes. */
const isExpected = (name: string) =>
  /^temp\/[0-9a-f-]{36}-|^home\/(?:\.config|\.cache|go|gocache)(?:\/|$)|^(?:modcache|git)(?:\/|$)/.test(
    name,
  );

async function snapshot(room: Room): Promise<ReadonlyMap<string, string>> {
  return readTree(room.directory, isExpected);
}

describe('with tokens for two of three hosts', () => {
  let lab3: Lab;
  let before: ReadonlyMap<string, string>;
  let outcome: Outcome;
  let commandLines: string;
  let requests: readonly Tapped[];

  beforeAll(async () => {
    lab3 = await openLab([ours, lab, open]);
    before = await snapshot(lab3.room);
    const [recipe] = await recipeSteps('private-git.md', {
      'github.com/acme/*': `${hosts.ours}/team`,
      'github.com=': `${hosts.ours}=`,
      'gitlab.corp.example': hosts.lab,
      '${{ secrets.MODULES_TOKEN }}': token.ours,
      '${{ secrets.GITLAB_TOKEN }}': token.lab,
    });
    const running = await lab3.room.start({
      inputs: { ...impatient, ...recipe?.inputs },
      env: { ...lab3.env, RUNNER_DEBUG: '1', GIT_TRACE: '1', GIT_CURL_VERBOSE: '1' },
    });
    commandLines = await watchCommandLines(running.marker, running.ended);
    outcome = await running.ended;
    requests = [...lab3.server.requests];
  });

  afterAll(() => lab3.close());

  test('every module comes, and each host hears of its own token only', () => {
    expect({ exitCode: outcome.exitCode, modules: outcome.outputs['modules'] }).toEqual({
      exitCode: 0,
      modules: '3',
    });
    expect(heard(requests)).toEqual({
      [hosts.ours]: [accounts[hosts.ours]],
      [hosts.lab]: [accounts[hosts.lab]],
      [hosts.open]: [],
    });
    // Nobody else was asked for anything.
    expect([...new Set(lab3.proxy.asked)].sort()).toEqual(
      [hosts.ours, hosts.lab, hosts.open].map((host) => `CONNECT ${host}:443`).sort(),
    );
  });

  test('the tokens are in no argument, log, summary, report or exported variable', async () => {
    const texts = new Map([
      ['stdout', withoutMasks(outcome.stdout)],
      ['stderr', outcome.stderr],
      ['command lines', commandLines],
      ['summary', outcome.summary],
      ...(await readTree(join(lab3.room.directory, 'temp'), (name) => name.startsWith('gmr-git-'))),
      ...(await readTree(join(lab3.room.directory, 'home'), () => false)),
      ...(await readTree(lab3.room.project, () => false)),
      ...(await readTree(lab3.room.moduleCache, () => false)),
    ]);
    const canaries = Object.entries(token).map(([place, value]) => ({ place, value }));
    expect(findCanaries(texts, canaries)).toEqual([]);
    expect(commandLines).toMatch(/git(?:-remote-https| remote-https)/);
    expect(outcome.stdout).toContain(`::add-mask::${token.ours}`);
    expect(Object.keys(outcome.exported)).toEqual([
      'GOPROXY',
      'GOPRIVATE',
      'GONOSUMDB',
      'GIT_CONFIG_PARAMETERS',
    ]);
    expect(outcome.report?.settings?.gitTokenHosts).toEqual([hosts.ours, hosts.lab]);
  });

  test('only this user can read what later steps use', async () => {
    const directory = outcome.state['git_directory'] ?? '';
    const { stdout } = await run('find', [directory, '-printf', '%m %y\\n']);
    expect(stdout.trim().split('\n').sort()).toEqual(['600 f', '600 f', '700 d']);
  });

  test('a later step with git settings of its own, and what is left after post', async () => {
    const { room, env } = lab3;
    const later = {
      ...env,
      ...outcome.exported,
      GOPROXY: 'direct',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.abbrev',
      GIT_CONFIG_VALUE_0: '12',
    };
    const listing = `git@${hosts.ours}:team/ours.git`;
    const list = async () =>
      (await run('git', ['ls-remote', '--tags', listing], { env: { ...room.env, ...later } }))
        .stdout;
    await room.emptyModuleCache();
    expect(await room.go(['mod', 'download'], later)).toMatchObject({ exitCode: 0 });
    expect(await list()).toContain('refs/tags/v1.0.0');

    expect(await room.post(outcome)).toBe('');
    expect(await room.post(outcome)).toBe('');
    await expect(list()).rejects.toThrow(/terminal prompts disabled/);
    expect(await readdir(join(room.directory, 'temp'))).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^gmr-git/)]),
    );
    expect(await snapshot(room)).toEqual(before);
  });
});

type Row = [
  name: string,
  gitToken: string | undefined,
  requires: readonly RepositoryModule[],
  expected: { readonly failureClass: FailureClass; readonly told: RegExp; readonly heard: object },
];

const rows: readonly Row[] = [
  [
    // git follows no redirect once it has said who it is, and says so of the second request.
    'a host that takes the token and sends git on to another',
    all,
    [moved],
    {
      failureClass: 'vcs-network',
      told: /The requested URL returned error: 302/,
      heard: { [hosts.moved]: [accounts[hosts.moved]], [hosts.open]: [] },
    },
  ],
  [
    'no token',
    undefined,
    [ours],
    { failureClass: 'vcs-auth', told: /`git-token/, heard: { [hosts.ours]: [] } },
  ],
  [
    'a wrong token',
    `${hosts.ours}=wrong`,
    [ours],
    {
      failureClass: 'vcs-auth',
      told: /`git-token/,
      heard: { [hosts.ours]: ['x-access-token:wrong'] },
    },
  ],
  [
    'a token for another host',
    `${hosts.lab}=${token.lab}`,
    [ours],
    { failureClass: 'vcs-auth', told: /`git-token/, heard: { [hosts.ours]: [] } },
  ],
  [
    'a repository that is not there',
    both,
    [unknown],
    {
      failureClass: 'vcs-not-found',
      told: /`git-token/,
      heard: { [hosts.ours]: [accounts[hosts.ours]] },
    },
  ],
];

test.concurrent.each(rows)('%s', async (_, gitToken, requires, expected) => {
  const opened = await openLab(requires);
  try {
    const { room, server, env } = opened;
    const before = await snapshot(room);
    const inputs: RunOptions['inputs'] = {
      ...impatient,
      ...(gitToken !== undefined && { 'git-token': gitToken }),
    };
    const outcome = await room.run({ inputs, env });
    const [annotation] = outcome.annotations;
    expect({
      exitCode: outcome.exitCode,
      failureClass: outcome.outputs['failure-class'],
      annotation: annotation?.message,
      heard: heard(server.requests),
      exported: outcome.exported,
    }).toEqual({
      exitCode: 1,
      failureClass: expected.failureClass,
      annotation: expect.stringMatching(expected.told),
      heard: expected.heard,
      exported: {},
    });
    expect(await room.post(outcome)).toBe('');
    expect(await snapshot(room)).toEqual(before);
    const trace = await readFile(outcome.report?.run.goTrace ?? '', 'utf8');
    expect(trace).toContain('git ls-remote');
  } finally {
    await opened.close();
  }
});
