/** Every name and every secret of a job, and who hears of it: the relay, the diagnosis, `go` and git, over one tap. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeModule, type TestModule } from '../__tests__/support/modules.ts';
import { findCanaries, formsOf, withoutMasks } from './canaries.ts';
import { writeChecksumDatabase } from './checksum-database.ts';
import type { Outcome } from './harness.ts';
import { openStage, type Stage } from './stage.ts';
import { behind, gitBackend, type Handler, startTap, type Tap } from './tap.ts';

const open = makeModule('example.com/open', 'v1.0.0');
/** Not in go.sum: the checksum database is asked. */
const looked = makeModule('example.com/looked', 'v1.0.0');
const team = makeModule('git.corp.test/team/lib', 'v1.0.0');
/** Not in go.sum either. */
const vault = makeModule('vault.corp.test/sealed/lib', 'v1.0.0');
const repository = 'git.corp.test/hidden.git';

const secret = {
  url: 'cANARY-url-word-1',
  netrc: 'cANARY-netrc-word-2',
  token: 'cANARY-bearer-token-3',
  git: 'cANARY-git-token-4',
  proxy: 'cANARY-proxy-word-5',
} as const;
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Who may hear of what. The forward proxy hears host names alone, whoever asks for them. */
const meantFor: Readonly<Record<string, readonly string[]>> = {
  // The host that a module's own path names may be asked where it comes from.
  'team/lib': ['athens.corp.test', 'git.corp.test'],
  'sealed/lib': ['bearer.corp.test'],
  // Not its ending: git is asked for the repository without it.
  '/hidden': ['git.corp.test'],
  [secret.url]: ['own.corp.test'],
  [secret.netrc]: ['athens.corp.test'],
  [secret.token]: ['bearer.corp.test'],
  [secret.git]: ['git.corp.test'],
  [secret.proxy]: ['forward proxy'],
};

let stage: Stage;
let tap: Tap;
let isBearerDown: boolean;

const run = promisify(execFile);

/** A module proxy with these modules; zips of those in `moved` are elsewhere. */
function proxyOf(modules: readonly TestModule[], moved?: string): Handler {
  return ({ url = '' }, response) => {
    const [path = '', file = ''] = url.slice(1).split('/@v/');
    const found = modules.find((module) => module.path === path);
    const kind = /\.(info|mod|zip)$/.exec(file)?.[1] as 'info' | 'mod' | 'zip' | undefined;
    if (found === undefined || kind === undefined || !file.startsWith(found.version)) {
      response.writeHead(404).end('not found');
    } else if (moved !== undefined && kind === 'zip') {
      response.writeHead(302, { location: moved }).end();
    } else response.end(found[kind]);
  };
}

async function makeRepository(directory: string): Promise<void> {
  const work = join(directory, 'work');
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'go.mod'), `module ${repository}\n\ngo 1.21\n`);
  await writeFile(join(work, 'x.go'), 'package hidden\n');
  const git = (...args: string[]) =>
    run('git', ['-C', work, '-c', 'user.name=t', '-c', 'user.email=t@t.test', ...args]);
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-qm', 'x');
  await git('tag', 'v1.0.0');
  await run('git', ['clone', '-q', '--bare', work, join(directory, 'root', 'hidden.git')]);
}

beforeEach(async () => {
  stage = await openStage([open, team]);
  isBearerDown = false;
  await stage.write(
    'go.mod',
    `module example.com/app\n\ngo 1.21\n\nrequire (\n${[open, looked, team, vault, { path: repository, version: 'v1.0.0' }].map(({ path, version }) => `\t${path} ${version}\n`).join('')})\n`,
  );
  await makeRepository(join(stage.room.directory, 'git'));
});

afterEach(async () => {
  await tap.close();
  await stage.close();
});

async function play(): Promise<{
  readonly outcome: Outcome;
  readonly env: Record<string, string>;
}> {
  const served = join(stage.room.directory, 'served');
  const gosumdb = await writeChecksumDatabase(served, [looked]);
  const database: Handler = ({ url = '' }, response) => {
    readFile(join(served, 'sumdb', 'sum.golang.org', decodeURIComponent(url.slice(1)))).then(
      (bytes) => response.end(bytes),
      // The one question of the relay that is not among the files of a mirror.
      () =>
        url === '/latest' ? response.end('go.sum database tree\n') : response.writeHead(404).end(),
    );
  };
  const bearer = proxyOf([vault]);
  tap = await startTap(
    {
      'own.corp.test': behind(basic('reader', secret.url), proxyOf([open])),
      'athens.corp.test': behind(
        basic('reader', secret.netrc),
        proxyOf([team], 'https://storage.test/blob/1'),
      ),
      'storage.test': (_request, response) => response.end(team.zip),
      'bearer.corp.test': behind(`Bearer ${secret.token}`, (request, response) => {
        if (isBearerDown) response.writeHead(503).end();
        else bearer(request, response);
      }),
      // One of the public mirrors, which would have everything.
      'goproxy.cn': proxyOf([open, looked, team, vault]),
      'git.corp.test': behind(
        basic('bot', secret.git),
        gitBackend(join(stage.room.directory, 'git', 'root')),
      ),
      'sum.golang.org': database,
      'sum.golang.google.cn': database,
    },
    { user: 'runner', password: secret.proxy },
  );
  const ca = join(stage.room.directory, 'ca.pem');
  await writeFile(ca, tap.authority);
  await writeFile(
    join(stage.room.directory, 'home', '.netrc'),
    `machine athens.corp.test login reader password ${secret.netrc}\n`,
  );
  const env = {
    HTTPS_PROXY: tap.proxyUrl,
    HTTP_PROXY: tap.proxyUrl,
    SSL_CERT_FILE: ca,
    GIT_SSL_CAINFO: ca,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.https://bot:${secret.git}@git.corp.test/.insteadOf`,
    GIT_CONFIG_VALUE_0: 'https://git.corp.test/',
    GOPRIVATE: 'git.corp.test',
    GOSUMDB: gosumdb,
    GOFLAGS: '-mod=mod',
    RUNNER_DEBUG: '1',
  };
  const outcome = await stage.room.run({
    inputs: {
      mirrors: [
        `https://reader:${secret.url}@own.corp.test`,
        'https://athens.corp.test only=git.corp.test/team',
        'https://bearer.corp.test only=vault.corp.test',
        'https://goproxy.cn',
        'direct',
      ].join('\n'),
      'mirror-token': `bearer.corp.test=${secret.token}`,
      cache: 'off',
      diagnose: 'always',
      retries: '1',
    },
    env,
  });
  return { outcome, env };
}

/** Hosts that heard a text in any form that it can have. */
function whoHeard(text: string): readonly string[] {
  const forms = formsOf(text);
  const hearers = tap.heard.filter((one) => forms.some((form) => one.text.includes(form)));
  return [...new Set(hearers.map(({ by }) => by))].toSorted();
}

function expectNoLeak({ stdout, stderr, summary, report, exported }: Outcome): void {
  for (const [text, hosts] of Object.entries(meantFor)) {
    const others = whoHeard(text).filter((host) => !hosts.includes(host));
    expect([text, others]).toEqual([text, []]);
  }
  const written = { stdout: withoutMasks(stdout), stderr, summary, report, exported };
  const texts = new Map(
    Object.entries(written).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value ?? ''),
    ]),
  );
  const canaries = Object.entries(secret).map(([place, value]) => ({ place, value }));
  expect(findCanaries(texts, canaries)).toEqual([]);
}

test('a run in which everything works tells everybody only what is meant for them', async () => {
  const { outcome, env } = await play();
  expect(outcome).toMatchObject({ exitCode: 0, outputs: { modules: '5' } });
  expectNoLeak(outcome);
  // All of it was said where it belongs: nothing above is true for lack of words.
  for (const [text, [host]] of Object.entries(meantFor)) {
    expect([text, whoHeard(text)]).toEqual([text, [host]]);
  }
  expect(whoHeard('/blob/1')).toEqual(['storage.test']);
  // One of the database's own hosts, and no other: which one is chosen by a probe.
  const [database, ...more] = whoHeard('example.com/looked@v1.0.0');
  expect(['sum.golang.org', 'sum.golang.google.cn']).toContain(database);
  expect(more).toEqual([]);
  // The same for a later step that wants a version which is not there.
  const later = { ...env, ...outcome.exported };
  for (const path of [team.path, vault.path]) {
    const { exitCode } = await stage.room.go(['mod', 'download', `${path}@v1.9.9`], later);
    expect(exitCode).not.toBe(0);
  }
  expect(whoHeard('v1.9.9')).toEqual([]);
  expect(whoHeard('sealed/lib')).toEqual(['bearer.corp.test']);
  expectNoLeak(outcome);
}, 60_000);

test('a run that fails, and looks for the cause, tells no more', async () => {
  isBearerDown = true;
  const { outcome } = await play();
  expect(outcome.outputs['failure-class']).toBe('http-server');
  expect(outcome.report?.diagnosis).toBeDefined();
  expectNoLeak(outcome);
  expect(whoHeard('sealed/lib')).toEqual(['bearer.corp.test']);
  expect(whoHeard(secret.token)).toEqual(['bearer.corp.test']);
}, 60_000);
