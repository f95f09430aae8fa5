/** Private servers on loopback that refuse, or hide, as the real ones do (their source and documentation; not recorded). */
import type { OutgoingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Failure, ServerKind } from '../../src/failure.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { recognizeServer, withRefusal } from '../../src/upstream/refusal.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, openLab } from './lab.ts';

const module = makeModule('corp.example/lib', 'v1.0.0');

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

interface Answer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  readonly basePath?: string;
}

async function refused(answer: Answer, host?: string): Promise<Failure> {
  const { status, headers = {}, body = '', basePath = '' } = answer;
  const mirror: Mirror = await startMirror({
    faults: [{ match: () => true, action: { kind: 'status', status, headers, body } }],
  });
  const base = host ?? mirror.url;
  const lab: Lab = await openLab({
    mirrors: [`${base}${basePath}`],
    sums: [module],
    isPublic: () => false,
    ...(host !== undefined && { hosts: { [host]: mirror.url } }),
  });
  open.push(mirror, lab);
  const endpoint = { kind: 'mod', module } as const;
  const outcome = await lab.drive(fetchModule(lab.tools, endpoint, lab.signal));
  if (outcome.kind === 'found') throw new Error('nothing was to be found');
  return outcome.failure;
}

const artifactory = '/artifactory/api/go/go-virtual';
const gitlab = '/api/v4/projects/42/packages/go';
const gitea = '/api/packages/team/go';

describe('a server that is recognized', () => {
  test.each<[string, Answer, ServerKind, RegExp]>([
    [
      'Artifactory, nobody known',
      {
        basePath: artifactory,
        status: 401,
        headers: {
          server: 'Artifactory/7.77.5',
          'www-authenticate': 'Basic realm="Artifactory Realm"',
        },
        body: '{"errors":[{"status":401,"message":"Authentication is required"}]}',
      },
      'artifactory',
      /^HTTP status 401: .*Authentication is required.* \(Artifactory; sent along: no credentials\)$/,
    ],
    [
      'Artifactory, not allowed',
      { status: 403, headers: { 'x-jfrog-version': 'Artifactory/7.77.5 77705900' } },
      'artifactory',
      /^HTTP status 403 \(Artifactory; /,
    ],
    [
      'Artifactory that hides',
      { basePath: artifactory, status: 404 },
      'artifactory',
      /Artifactory; /,
    ],
    [
      'Nexus',
      {
        basePath: '/repository/go-proxy',
        status: 401,
        headers: {
          server: 'Nexus/3.67.0-03 (OSS)',
          'www-authenticate': 'BASIC realm="Sonatype Nexus Repository Manager"',
        },
      },
      'nexus',
      /\(Nexus; sent along: no credentials\)$/,
    ],
    [
      'Nexus behind a proxy',
      {
        status: 403,
        headers: {
          'www-authenticate': 'BASIC realm="Sonatype Nexus Repository Manager"',
          server: 'nginx',
        },
      },
      'nexus',
      /Nexus/,
    ],
    [
      'GitLab, which says 404 to wrong credentials',
      { basePath: gitlab, status: 404, body: '{"message":"404 Project Not Found"}' },
      'gitlab',
      /404 Project Not Found.* \(GitLab; sent along: no credentials\)$/,
    ],
    [
      'GitLab by its header',
      { status: 401, headers: { 'x-gitlab-meta': '{}' } },
      'gitlab',
      /GitLab/,
    ],
    [
      'Gitea',
      {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="Gitea Package API"' },
        body: '{"message":"user should have specific permission or be a site admin"}',
      },
      'gitea',
      /Gitea or Forgejo/,
    ],
    ['Forgejo by its path', { basePath: gitea, status: 404 }, 'gitea', /Gitea or Forgejo/],
    [
      'Athens',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="basic auth required"' } },
      'athens',
      /\(Athens; sent along: no credentials\)$/,
    ],
  ])('%s', async (_name, answer, server, detail) => {
    const failure = await refused(answer);
    expect(failure).toMatchObject({ status: answer.status, server, credentials: 'none' });
    expect(failure.class).toBe(answer.status === 404 ? 'http-not-found' : 'http-auth');
    expect(failure.detail).toMatch(detail);
  });

  test('Google Artifact Registry, by its host', async () => {
    const host = 'https://europe-west1-go.pkg.dev';
    const failure = await refused({ basePath: '/project/repo', status: 403 }, host);
    expect(failure).toMatchObject({ class: 'http-auth', server: 'google-artifact-registry' });
  });
});

describe('any other server', () => {
  test('that refuses is told with what was sent along', async () => {
    const failure = await refused({ status: 401, headers: { server: 'nginx' } });
    expect(failure).toMatchObject({ class: 'http-auth', credentials: 'none' });
    expect(failure).not.toHaveProperty('server');
    expect(failure.detail).toBe('HTTP status 401 (sent along: no credentials)');
  });

  test('that does not have a module says no more than that', async () => {
    const failure = await refused({ status: 404, body: 'not found' });
    expect(failure).toMatchObject({
      class: 'http-not-found',
      detail: 'HTTP status 404: not found',
    });
    expect(failure).not.toHaveProperty('credentials');
  });

  test.each(['https://mirror.example', 'https://mirror.example/repository/go'])(
    'nothing tells what %s is',
    (url) => {
      expect(recognizeServer(new URL(url), { server: 'nginx' })).toBeUndefined();
    },
  );
});

describe('what was sent along', () => {
  const failure: Failure = { class: 'http-auth', status: 401, detail: 'HTTP status 401' };
  const mirror: MirrorEntry = {
    kind: 'mirror',
    url: 'https://a.example',
    name: 'a',
    isPublic: false,
  };
  const basic = { username: 'someone', password: 'word' };

  test.each<
    [string, MirrorEntry['credentials'], Parameters<typeof withRefusal>[2]['sent'], object]
  >([
    [
      'nothing',
      undefined,
      'none',
      { credentials: 'none', detail: 'HTTP status 401 (sent along: no credentials)' },
    ],
    [
      'the URL',
      basic,
      'given',
      {
        credentials: 'url',
        detail: "HTTP status 401 (sent along: user and password of the mirror's URL)",
      },
    ],
    [
      'a token',
      { token: 'word' },
      'given',
      {
        credentials: 'token',
        detail: 'HTTP status 401 (sent along: the token of the input `mirror-token`)',
      },
    ],
    [
      'netrc',
      undefined,
      { origin: '`machine a.example` in /h/.netrc' },
      {
        credentials: 'netrc',
        detail: 'HTTP status 401 (sent along: `machine a.example` in /h/.netrc)',
      },
    ],
    ['nothing after a redirect to another host', basic, 'none', { credentials: 'none' }],
  ])('%s', (_, credentials, sent, expected) => {
    const given = credentials === undefined ? mirror : { ...mirror, credentials };
    const told = withRefusal(failure, given, { headers: {}, sent });
    expect(told).toMatchObject(expected);
    expect(JSON.stringify(told)).not.toMatch(/someone|word(?!s? of)/);
  });

  test('is nobody’s business at a public mirror', () => {
    const there = { ...mirror, isPublic: true };
    expect(withRefusal(failure, there, { headers: {}, sent: 'none' })).toBe(failure);
  });
});
