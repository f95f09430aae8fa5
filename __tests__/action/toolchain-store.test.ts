import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Finding } from '../../src/action/annotations.ts';
import { parseInputs } from '../../src/action/inputs.ts';
import {
  openToolchainStore,
  type ToolchainFiles,
  type ToolchainStore,
} from '../../src/action/toolchain-store.ts';
import { openLocalCache } from '../../src/cache/local.ts';
import type { Environment } from '../../src/effects.ts';
import { FailureError } from '../../src/failure.ts';
import { go } from '../cache/seed.ts';
import {
  type ScriptedService,
  startScriptedService,
} from '../cache-service/support/scripted-service.ts';
import { systemClock } from '../support/clock.ts';
import { assembleZip } from '../support/zip.ts';

// The client of the cache service is a process of its own that loads 3 MB, several times in a test.
jest.setTimeout(60_000);

const cacheClient = fileURLToPath(new URL('../../src/cache-service/client.js', import.meta.url));
const token = 'token-of-the-job';
const { signal } = new AbortController();
const module = { path: 'golang.org/toolchain', version: 'v0.0.1-go1.25.3.linux-amd64' };
const zipName = 'golang.org/toolchain/@v/v0.0.1-go1.25.3.linux-amd64.zip';
const evidenceName = zipName.replace('.zip', '.sumdb');
const key = 'gmr-toolchain-v1_go1.25.3.linux-amd64';

let directory: string;
let service: ScriptedService;
let findings: Finding[];
let lines: string[];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gmr-test-toolchain-store-'));
  service = await startScriptedService(token);
  findings = [];
  lines = [];
});

afterEach(async () => {
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

interface Run {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Environment;
  readonly remainingMs?: number;
  readonly version?: string;
}

/** The store of a run that has a directory of its own. */
async function open(run: Run = {}): Promise<ToolchainStore> {
  const store = await openIfAny(run);
  if (store === undefined) throw new Error('no store');
  return store;
}

async function openIfAny(run: Run): Promise<ToolchainStore | undefined> {
  const { inputs = {}, env = {}, remainingMs = 600_000, version = module.version } = run;
  const parsed = parseInputs({ 'cache-dir': path.join(directory, 'cache'), ...inputs });
  if (!('settings' in parsed)) throw new Error(JSON.stringify(parsed));
  return openToolchainStore({
    module: { ...module, version },
    settings: parsed.settings,
    world: {
      effects: {
        clock: systemClock,
        random: () => 0,
        log: {
          info: (line) => void lines.push(line),
          debug: () => {},
          startGroup: () => {},
          endGroup: () => {},
        },
        env: { PATH: process.env['PATH'], ...env },
        platform: process.platform,
      },
      root: directory,
      cacheClient,
    },
    session: {
      directory: await mkdtemp(path.join(directory, 'run-')),
      remainingMs: () => remainingMs,
    },
    record: { findings },
  });
}

const inService = (): Environment => ({
  ACTIONS_RESULTS_URL: service.url,
  ACTIONS_CACHE_SERVICE_V2: 'true',
  ACTIONS_RUNTIME_TOKEN: token,
});

/** A zip as a run has spooled it: for its owner alone. */
async function proven(content = 'zip'): Promise<ToolchainFiles> {
  const file = path.join(await mkdtemp(path.join(directory, 'spool-')), '1');
  await writeFile(file, content, { mode: 0o600 });
  return {
    zip: { kind: 'disk', path: file, size: content.length },
    evidence: Buffer.from(`evidence of ${content}`),
  };
}

function inMemory(bytes: Buffer): ToolchainFiles {
  const zip = { kind: 'memory', bytes, size: bytes.length } as const;
  return { zip, evidence: Buffer.from('evidence') };
}

/** Saves as a run does that found nothing. */
async function saved(files: ToolchainFiles, run: Run = {}): Promise<ToolchainStore> {
  const store = await open(run);
  expect(await store.restore(signal)).toBeUndefined();
  await store.save(files, signal);
  await store.close();
  return store;
}

async function contentOf(files: ToolchainFiles | undefined): Promise<readonly string[]> {
  if (files?.zip.kind !== 'disk') return [];
  expect(files.zip.size).toBe((await stat(files.zip.path)).size);
  return [await readFile(files.zip.path, 'utf8'), files.evidence?.toString() ?? 'none'];
}

const classes = () => findings.map(({ level, failure }) => [level, failure.class]);
const cached = (name: string) => path.join(directory, 'cache', 'download', name);

describe.each([
  ['local', {}, { 'cache-max-size': '1GB' }],
  ['github', undefined, {}],
] as const)('%s', (kind, variables, inputs) => {
  const env = () => variables ?? inService();

  test('a miss, a save, both files in the next run, and none for another toolchain', async () => {
    const first = await saved(await proven(), { env: env(), inputs });
    expect(first.result).toMatchObject({ kind, key, isSaved: true });
    expect(first.result.matchedKey).toBeUndefined();

    const next = await open({ env: env(), inputs });
    const restored = await next.restore(signal);
    expect(await contentOf(restored)).toEqual(['zip', 'evidence of zip']);
    if (restored) await next.save(restored, signal);
    expect(next.result).toMatchObject({ kind, key, matchedKey: key, isSaved: false });
    expect(await contentOf(restored)).toEqual(['zip', 'evidence of zip']);
    await next.close();

    // To the service this key is the beginning of the other, which it takes for as good.
    const other = await open({ env: env(), inputs, version: module.version.slice(0, -2) });
    expect(await other.restore(signal)).toBeUndefined();
    expect(other.result.matchedKey).not.toBe(other.result.key);
    await other.close();
    expect(findings).toEqual([]);
  });

  test('the end of the run ends it, and is no trouble of the cache', async () => {
    const reason = new FailureError({ class: 'cancelled', detail: 'over' });
    const store = await open({ env: env(), inputs });
    await expect(store.restore(AbortSignal.abort(reason))).rejects.toBe(reason);
    await store.close();
    expect(findings).toEqual([]);
  });
});

describe('in a directory', () => {
  test('a zip in memory', async () => {
    await saved(inMemory(Buffer.from('small')));
    const next = await open();
    expect(await contentOf(await next.restore(signal))).toEqual(['small', 'evidence']);
    await next.close();
  });

  test('everyone who may read what the user writes may read it, and a key names both files', async () => {
    await saved(await proven());
    const mode = (file: string) => stat(cached(file)).then((status) => status.mode & 0o777);
    const own = path.join(directory, 'own');
    await writeFile(own, '');
    expect(await mode(zipName)).toBe((await stat(own)).mode & 0o777);
    expect(await mode(evidenceName)).toBe(await mode(zipName));
    const record = await readFile(path.join(directory, 'cache', 'keys', `${key}.json`), 'utf8');
    expect(JSON.parse(record)).toEqual({
      complete: true,
      files: [
        { name: evidenceName, size: 15 },
        { name: zipName, size: 3 },
      ],
    });
  });

  test('one of another suffix is found by its name: the directory knows no keys of files', async () => {
    await saved(await proven(), { inputs: { 'cache-suffix': 'a' } });
    const other = await open();
    expect(await contentOf(await other.restore(signal))).toEqual(['zip', 'evidence of zip']);
    expect(other.result.matchedKey).toBeUndefined();
    await other.close();
  });

  test('evidence without its zip is nothing, and both are saved', async () => {
    await saved(await proven());
    await rm(cached(zipName));
    await saved(await proven('new'));
    const next = await open();
    expect(await contentOf(await next.restore(signal))).toEqual(['new', 'evidence of new']);
    await next.close();
    expect(findings).toEqual([]);
  });

  test('a zip that an input vouches for has no evidence, until a run that proves it adds some', async () => {
    const pinned = await proven();
    await saved({ ...pinned, evidence: undefined });
    const store = await open();
    const restored = await store.restore(signal);
    expect(await contentOf(restored)).toEqual(['zip', 'none']);
    if (restored) await store.save({ ...restored, evidence: Buffer.from('added') }, signal);
    await store.close();
    const next = await open();
    expect(await contentOf(await next.restore(signal))).toEqual(['zip', 'added']);
    await next.close();
  });

  test('what is forgotten is gone, and what is proven afterwards takes its place', async () => {
    await saved(await proven('bad'));
    const store = await open();
    expect(await contentOf(await store.restore(signal))).toEqual(['bad', 'evidence of bad']);
    await store.forget(signal);
    expect(store.result.matchedKey).toBeUndefined();
    expect(await readdir(path.dirname(cached(zipName)))).toEqual([]);
    await store.save(await proven('good'), signal);
    await store.close();
    const next = await open();
    expect(await contentOf(await next.restore(signal))).toEqual(['good', 'evidence of good']);
    await next.close();
    expect(findings).toEqual([]);
  });

  test('evidence that is too long to be some is forgotten, with a warning', async () => {
    await saved(await proven());
    await writeFile(cached(evidenceName), Buffer.alloc(5 * 1024 * 1024));
    const store = await open();
    expect(await store.restore(signal)).toBeUndefined();
    await store.close();
    expect(classes()).toEqual([['warning', 'cache-corrupt']]);
    expect(await readdir(path.dirname(cached(zipName)))).toEqual([]);
  });

  test('a file where the directory should be is a warning', async () => {
    await writeFile(path.join(directory, 'cache'), '');
    const store = await open();
    await store.save(await proven(), signal);
    await store.close();
    expect(classes()).toEqual([['warning', 'cache-corrupt']]);
  });

  test('the size limit counts it, leaves it alone while its run lasts, and takes it whole', async () => {
    const inputs = { 'cache-max-size': '100B' };
    const store = await open({ inputs });
    await store.save(await proven('x'.repeat(1000)), signal);
    expect(await readdir(path.dirname(cached(zipName)))).toHaveLength(2);
    await store.close();
    const other = await open({ inputs, version: 'v0.0.1-go1.25.4.linux-amd64' });
    await other.save(await proven('x'), signal);
    expect((await readdir(path.dirname(cached(zipName)))).toSorted()).toEqual([
      'v0.0.1-go1.25.4.linux-amd64.sumdb',
      'v0.0.1-go1.25.4.linux-amd64.zip',
    ]);
    expect(lines.join('\n')).toContain('Removed 1 module from');
    await other.close();
  });

  test('plain go takes it from there, as from any file:// mirror', async () => {
    const platform = (await go(directory, ['env', 'GOOS', 'GOARCH'], {})).stdout.trim().split('\n');
    const version = `v0.0.1-go1.99.0.${platform.join('-')}`;
    const script = '#!/bin/sh\necho this is the kept one\n';
    // What go gives the right to be executed has to be there.
    const names = ['bin/go', 'bin/gofmt', 'lib/x', 'pkg/tool/x'];
    const bytes = assembleZip(
      names.map((name) => ({ name: `golang.org/toolchain@${version}/${name}`, data: script })),
    );
    await saved(inMemory(bytes), { version });
    const told = await go(directory, ['version'], {
      GOTOOLCHAIN: 'go1.99.0',
      GOPROXY: pathToFileURL(path.join(directory, 'cache', 'download')).href,
      GOSUMDB: 'off',
      GOMODCACHE: path.join(directory, 'modules'),
      GOPATH: path.join(directory, 'gopath'),
    });
    expect(told).toMatchObject({ code: 0, stdout: 'this is the kept one\n' });
  });

  test('modules are kept beside it', async () => {
    await saved(await proven());
    const names = ['m.example/a/@v/v1.0.0.zip'];
    const modules = path.join(directory, 'modules');
    await mkdir(path.join(modules, 'm.example/a/@v'), { recursive: true });
    await writeFile(path.join(modules, names[0] ?? ''), 'module');
    const cache = openLocalCache(path.join(directory, 'cache'), systemClock);
    await cache.save('gmr-v1__a_b', names, modules, { complete: true, signal });
    await cache.close();
    const next = await open();
    expect(await contentOf(await next.restore(signal))).toEqual(['zip', 'evidence of zip']);
    expect(next.result.matchedKey).toBe(key);
    await next.close();
  });
});

describe('in the cache service', () => {
  test('an archive of its own for each suffix', async () => {
    const store = await open({ env: inService(), inputs: { 'cache-suffix': 'ci' } });
    expect(store.result.key).toBe('gmr-toolchain-v1_ci_go1.25.3.linux-amd64');
  });

  test('a zip that only an input vouches for is left alone, and what is better cannot take its place', async () => {
    const pinned = { ...(await proven()), evidence: undefined };
    await saved(pinned, { env: inService() });
    const store = await open({ env: inService() });
    expect(await contentOf(await store.restore(signal))).toEqual(['zip', 'none']);
    await store.save(pinned, signal);
    expect(store.result).toMatchObject({ matchedKey: key, isSaved: false });
    expect(store.result.notSavedBecause).toBeUndefined();

    const refused = 'the cache service never replaces what it has under a key';
    await store.save(await proven(), signal);
    expect(store.result).toMatchObject({ matchedKey: key, notSavedBecause: refused });
    await store.forget(signal);
    await store.save(await proven(), signal);
    expect(store.result).toMatchObject({ isSaved: false, notSavedBecause: refused });
    expect(store.result.matchedKey).toBeUndefined();
    await store.close();
    expect(service.calls.filter(({ kind }) => kind === 'reserve')).toHaveLength(1);
    expect(findings).toEqual([]);
  });

  test('one that fails is a warning, told once, and not asked to take an archive', async () => {
    const down = { kind: 'status', status: 503 } as const;
    service.break('lookup', down, down, down);
    const store = await saved(await proven(), { env: inService() });
    expect(classes()).toEqual([['warning', 'cache-service']]);
    expect(store.result).toMatchObject({ kind: 'github', isSaved: false });
    expect(service.calls.every(({ kind }) => kind === 'lookup')).toBe(true);
  });

  test.each([
    ['a token that may only read', { ACTIONS_CACHE_MODE: 'read' }, 600_000, /skipped|denied/],
    ['no time', {}, 6_000, /no time is left/],
  ])('%s: not saved, and no warning', async (_, variables, remainingMs, why) => {
    const store = await saved(await proven(), {
      env: { ...inService(), ...variables },
      remainingMs,
    });
    expect(store.result).toMatchObject({
      isSaved: false,
      notSavedBecause: expect.stringMatching(why),
    });
    expect(findings).toEqual([]);
  });

  test('a service that @actions/cache cannot use: the local cache instead', async () => {
    const env = { ...inService(), ACTIONS_CACHE_SERVICE_V2: undefined };
    const store = await saved(await proven(), { env });
    expect(store.result).toMatchObject({ kind: 'local', isSaved: true });
  });
});

describe('which cache', () => {
  test.each<[string, Readonly<Record<string, string>>, boolean, string | undefined]>([
    ['auto beside a service', {}, true, 'github'],
    ['auto without one', {}, false, 'local'],
    ['local beside a service', { cache: 'local' }, true, 'local'],
    ['github beside a service', { cache: 'github' }, true, 'github'],
    ['off', { cache: 'off' }, true, undefined],
    ['offline: the service is another machine', { offline: 'always' }, true, 'local'],
    ['offline and github', { offline: 'always', cache: 'github' }, true, 'local'],
    ['offline and off', { offline: 'always', cache: 'off' }, false, undefined],
  ])('%s', async (_, inputs, hasService, kind) => {
    const store = await openIfAny({ inputs, env: hasService ? inService() : {} });
    expect(store?.result.kind).toBe(kind);
    expect(findings).toEqual([]);
  });

  test('github without a service is a warning', async () => {
    expect(await openIfAny({ inputs: { cache: 'github' } })).toBeUndefined();
    expect(classes()).toEqual([['warning', 'cache-service']]);
  });
});
