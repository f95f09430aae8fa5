/** Who is asked for private modules, and for those of a limited mirror: by real `go`, alone and inside the action. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule } from '../__tests__/support/modules.ts';
import { escapePath } from '../src/module/path.ts';
import { matchesPattern } from '../src/module/pattern.ts';
import { type Outcome, openRoom, type RunOptions } from './harness.ts';
import { type ForwardProxy, startForwardProxy } from './places.ts';
import { openStage, type Stage } from './stage.ts';

let proxy: ForwardProxy;

beforeEach(async () => {
  proxy = await startForwardProxy();
});

afterEach(() => proxy.close());

/** Whoever is not on loopback is asked through the forward proxy: `direct`, above all. */
const throughProxy = () => ({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });

describe('go alone', () => {
  const rows: [patterns: string, path: string][] = [
    ['corp.example', 'corp.example/team/lib'],
    ['corp.example', 'corp.examples/lib'],
    ['corp.example/', 'corp.example/lib'],
    ['corp.example//', 'corp.example/lib'],
    ['corp.example/*', 'corp.example/team/lib'],
    ['corp.example/*', 'corp.example'],
    ['*.corp.example', 'git.corp.example/a'],
    ['*.corp.example', 'corp.example/a'],
    ['*.example', 'git.corp.example/a'],
    ['corp.example/t?am', 'corp.example/team/lib'],
    ['corp.example/[a-t]*', 'corp.example/team'],
    ['corp.example/[^a-t]*', 'corp.example/team'],
    ['corp.example/[t', 'corp.example/t'],
    ['corp.example/[,git.example', 'git.example/a'],
    [',,git.example,', 'git.example/a'],
    ['a.example, git.example', 'git.example/a'],
    ['corp.example/\\team', 'corp.example/team'],
    ['corp.example/Team', 'corp.example/Team/lib'],
    ['corp.example/team', 'corp.example/Team/lib'],
    ['none', 'none.example/lib'],
  ];

  test('asks the proxy or the host of the module as our patterns say, in 20 runs', async () => {
    const mirror = await startMirror();
    const room = await openRoom();
    const differing: string[] = [];
    const waiting = rows.entries();
    const work = async () => {
      for (const [index, [patterns, path]] of waiting) {
        // A version of its own tells the runs apart at the mirror, a module cache of its own that nothing is there before.
        const version = `v1.0.${index}`;
        const own = await startForwardProxy();
        await room.go(['mod', 'download', `${path}@${version}`], {
          GOPROXY: mirror.url,
          GONOPROXY: patterns,
          GOFLAGS: '-mod=mod',
          HTTPS_PROXY: `http://127.0.0.1:${own.port}`,
          GOMODCACHE: join(room.moduleCache, String(index)),
        });
        const isProxyAsked = mirror.requestsFor(`${escapePath(path)}/@v/${version}`).length > 0;
        const isHostAsked = own.asked.some((line) => line.includes(path.split('/', 1)[0] ?? ''));
        await own.close();
        const isPrivate = matchesPattern(patterns, path);
        if (isProxyAsked === isPrivate || isHostAsked !== isPrivate) {
          differing.push(`${patterns} ${path}: proxy ${isProxyAsked}, host ${isHostAsked}`);
        }
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));
    await mirror.close();
    await room.close();
    expect(differing).toEqual([]);
    expect(new Set(rows.map(([patterns, path]) => matchesPattern(patterns, path))).size).toBe(2);
    expect(rows).toHaveLength(20);
  }, 120_000);
});

describe('a mirror that is limited to patterns', () => {
  const own = makeModule('git.corp.example/team/lib', 'v1.0.0');
  const other = makeModule('git.corp.example/other/lib', 'v1.0.0');
  const open = makeModule('example.com/alpha', 'v1.2.0');
  const impatient = { retries: '0', 'connect-timeout': '2s', 'stall-timeout': '2s' };

  let stage: Stage;
  let limited: Mirror;
  let general: Mirror;

  beforeEach(async () => {
    stage = await openStage([own, open]);
    // Everyone has everything: who is asked is what counts.
    limited = await stage.serve({ modules: [own, other, open] });
    general = await stage.serve({ modules: [own, other, open] });
  });

  afterEach(() => stage.close());

  const run = (options: RunOptions = {}, list: readonly string[] = [], ending = 'direct') =>
    stage.room.run({
      ...options,
      inputs: {
        mirrors: [
          ...(list.length > 0 ? list : [`${limited.url} only=git.corp.example/team`]),
          general.url,
          ending,
        ].join('\n'),
        cache: 'off',
        ...impatient,
        ...options.inputs,
      },
      env: { ...throughProxy(), ...options.env },
    });

  /** Modules that a mirror was asked for. */
  const heard = ({ requests }: Mirror) =>
    [...new Set(requests.map(({ path }) => path.split('/@', 1)[0]?.slice(1)))].toSorted();

  const classOf = ({ outputs }: Outcome) => outputs['failure-class'];

  test('alone serves its modules and no others, and later steps are kept from them', async () => {
    const outcome = await run({ env: { GOPRIVATE: 'git.corp.example' } });
    expect(outcome).toMatchObject({ exitCode: 0, annotations: [] });
    expect(heard(limited)).toEqual([own.path]);
    expect(heard(general)).not.toContain(own.path);
    expect(proxy.asked).toEqual([]);
    expect(outcome.exported).toEqual({
      GOPROXY: `${general.url}|direct`,
      GOPRIVATE: 'git.corp.example/team,git.corp.example',
      GONOPROXY: 'git.corp.example/team,git.corp.example',
      GONOSUMDB: 'git.corp.example/team,git.corp.example',
      GOVCS: 'git.corp.example/team:off',
    });
    expect(outcome.report?.mirrors).toMatchObject([
      { only: 'git.corp.example/team', state: 'healthy' },
      { state: 'healthy' },
    ]);
    expect(outcome.stdout).toContain('(only git.corp.example/team)');
    expect(outcome.summary).toContain('only git.corp.example/team');

    // What is there is used, what is not comes from nowhere.
    const later = { ...throughProxy(), ...outcome.exported };
    expect(await stage.room.go(['list', '-m', 'all'], later)).toMatchObject({ exitCode: 0 });
    const asked = general.requests.length;
    const another = await stage.room.go(['mod', 'download', `${own.path}@v1.1.0`], later);
    expect(another.exitCode).not.toBe(0);
    expect(general.requests.slice(asked).map(({ path }) => path)).toEqual([]);
    expect(limited.requestsFor('v1.1.0')).toEqual([]);
  }, 60_000);

  test.each<[string, MirrorOptions, string]>([
    [
      'is down',
      { faults: [{ match: '', action: { kind: 'status', status: 503 } }] },
      'http-server',
    ],
    ['does not have it', { modules: [] }, 'http-not-found'],
    ['refuses', { faults: [{ match: '', action: { kind: 'status', status: 401 } }] }, 'http-auth'],
    [
      'serves wrong bytes',
      { modules: [makeModule(own.path, own.version, { 'x.go': 'package x // forged\n' })] },
      'checksum-mismatch',
    ],
  ])(
    'is not passed by when it %s',
    async (_name, options, failureClass) => {
      const bad = await stage.serve(options);
      const outcome = await run({}, [`${bad.url} only=git.corp.example/*`]);
      expect(classOf(outcome)).toBe(failureClass);
      expect(heard(general)).toContain(open.path);
      expect(heard(general)).not.toContain(own.path);
      // Neither the run itself nor its diagnosis looks for it at its host.
      expect(proxy.asked.filter((line) => line.includes('corp'))).toEqual([]);
    },
    60_000,
  );

  test('gives way to another one for the same modules only', async () => {
    const bad = await stage.serve({
      faults: [{ match: '', action: { kind: 'reset-before-headers' } }],
    });
    const pattern = 'only=git.corp.example/team';
    const outcome = await run({}, [`${bad.url} ${pattern}`, `${limited.url} ${pattern}`]);
    expect(outcome.exitCode).toBe(0);
    expect(heard(limited)).toEqual([own.path]);
    expect(heard(general)).not.toContain(own.path);
  }, 60_000);

  test.each([['direct'], ['off']])(
    'leaves other private modules to git, with %s at the end',
    async (ending) => {
      const last = await openStage([own, other, open]);
      const { room } = last;
      const inputs = {
        mirrors: `${limited.url} only=git.corp.example/team\n${general.url}\n${ending}`,
        cache: 'off',
        diagnose: 'never',
        ...impatient,
      };
      const env = { ...throughProxy(), GOPRIVATE: '*.corp.example' };
      const outcome = await room.run({ inputs, env });
      await last.close();
      // There is nobody at that host here.
      expect(classOf(outcome)).toMatch(/^vcs-/);
      expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT git.corp.example:443']));
      for (const mirror of [limited, general]) expect(heard(mirror)).not.toContain(other.path);
      expect(heard(limited)).toContain(own.path);
      expect(heard(general)).not.toContain(own.path);
    },
    60_000,
  );

  test('may be a directory, with and without the network', async () => {
    const served = await stage.writeModules();
    const list = [`file://${served} only=git.corp.example/team`];
    expect(await run({}, list)).toMatchObject({ exitCode: 0 });
    expect(heard(general)).not.toContain(own.path);
    await stage.room.emptyModuleCache();
    const outcome = await run({ inputs: { offline: 'always' } }, list);
    // Of all that the directory has, its own modules alone.
    expect(classOf(outcome)).toBe('offline-miss');
    const missing = outcome.annotations.map(({ message }) => message).join('\n');
    expect(missing).toContain(open.path);
    expect(missing).not.toContain(own.path);
  }, 60_000);

  test.each<[string, RunOptions, string]>([
    ['relay: off', { inputs: { relay: 'off' } }, 'relay: off takes away'],
    ['a GOAUTH command', { env: { GOAUTH: 'corp-login' } }, 'GOAUTH names a command'],
  ])(
    'needs the relay: %s',
    async (_name, options, said) => {
      const outcome = await run(options);
      expect(classOf(outcome)).toBe('input');
      expect(outcome.annotations.map(({ message }) => message).join('\n')).toContain(said);
      expect([...limited.requests, ...general.requests]).toEqual([]);
    },
    60_000,
  );
});
